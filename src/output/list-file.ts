/** Writes a list of the report to one file or, with `--split-rows`, to several. */

import type { ReportFile } from './folder/report-file.ts';
import { type EncodedRows, type ListEncoder, type ListStyle, openEncoder } from './list-encoder.ts';
import { type ListSchema, titlesOf, writeRow } from './list-schema.ts';
import type { ReportFolder } from './report-folder.ts';
import { type ListFileName, type ListName, listFile } from './report-names.ts';

const BUFFER_BYTES = 64 * 1024;
/** Data rows that fit in an Excel sheet below the header. */
export const SHEET_ROWS = 1_048_575;

export class ListFile<Row = never> {
	/** Data rows of each file so far. */
	readonly rowsByFile = new Map<ListFileName, number>();
	/** Data rows in all files. */
	rows = 0;
	/** Cells escaped for spreadsheets. */
	escaped = 0;
	readonly #folder: ReportFolder;
	readonly #name: ListName;
	readonly #schema: ListSchema<Row>;
	readonly #style: ListStyle;
	/** Buffers the rows that `row` adds. */
	readonly #encoder: ListEncoder;
	#file: ReportFile;
	#part = 0;
	#rowsInPart = 0;

	constructor(folder: ReportFolder, name: ListName, schema: ListSchema<Row>, style: ListStyle) {
		this.#folder = folder;
		this.#name = name;
		this.#schema = schema;
		this.#style = style;
		this.#encoder = openEncoder(titlesOf(schema), style);
		this.#file = this.#openPart();
	}

	/** Adds a row, which may stay buffered until `end` is called. */
	row(row: Row): void {
		writeRow(this.#schema, this.#encoder, row);
		if (this.#encoder.size > BUFFER_BYTES) this.end();
	}

	/** Adds rows that are encoded already. Call `end` first if `row` was used. */
	add({ rows, bytes, ends, escaped }: EncodedRows): void {
		const maxRows = this.#style.splitRows ?? Number.POSITIVE_INFINITY;
		this.escaped += escaped;
		this.rows += rows;
		let written = 0;
		let offset = 0;
		while (written < rows) {
			if (this.#rowsInPart === maxRows) {
				// Closed now, because a process cannot keep that many files open.
				this.#file.finish();
				this.#file = this.#openPart();
			}
			const taken = Math.min(rows - written, maxRows - this.#rowsInPart);
			const isRest = written + taken === rows;
			const end = isRest ? bytes.length : (ends?.[written + taken - 1] as number);
			this.#file.write(bytes.subarray(offset, end));
			offset = end;
			written += taken;
			this.#rowsInPart += taken;
			this.rowsByFile.set(listFile(this.#name, this.#part), this.#rowsInPart);
		}
	}

	/** Writes the buffered rows. */
	end(): void {
		this.add(this.#encoder.take());
	}

	#openPart(): ReportFile {
		this.#part += 1;
		this.#rowsInPart = 0;
		const name = listFile(this.#name, this.#part);
		this.rowsByFile.set(name, 0);
		const encoder = openEncoder(titlesOf(this.#schema), this.#style);
		encoder.begin();
		const { bytes, escaped } = encoder.take();
		this.escaped += escaped;
		return this.#folder.open(name, bytes);
	}
}
