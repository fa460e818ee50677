/** A list of the report: a CSV, in one file or, where a sheet would not hold it, in several. */

import { CsvBytes } from './csv-writer.ts';
import {
	type ListFileName,
	type ListName,
	listFile,
	type ReportFile,
	type ReportFolder,
} from './report-folder.ts';

export interface ListStyle {
	/** Whether cells are written as they are, also those that a spreadsheet takes for a formula. */
	readonly plain: boolean;
	/** Data rows of a file at most, 1 or more; undefined for all in one. */
	readonly splitRows: number | undefined;
}

/** Rows as bytes. */
export interface ListRows {
	readonly rows: number;
	readonly text: Uint8Array;
	/** Where in the text each row ends; needed where lists are split. */
	readonly ends: Uint32Array | undefined;
	/** Cells that were marked for spreadsheets. */
	readonly changed: number;
}

const GATHERED_BYTES = 64 * 1024;

export class ListFile {
	/** Data rows of each file so far. */
	readonly rowsByFile = new Map<ListFileName, number>();
	/** Data rows in all files. */
	rows = 0;
	/** Cells that were marked for spreadsheets. */
	changed = 0;
	readonly #folder: ReportFolder;
	readonly #name: ListName;
	readonly #header: readonly string[];
	readonly #most: number;
	/** Rows that came as cells. */
	readonly #gathered: CsvBytes;
	#file: ReportFile;
	#part = 0;
	#rowsInPart = 0;

	constructor(
		folder: ReportFolder,
		name: ListName,
		header: readonly string[],
		{ plain, splitRows }: ListStyle,
	) {
		this.#folder = folder;
		this.#name = name;
		this.#header = header;
		this.#most = splitRows ?? Number.POSITIVE_INFINITY;
		this.#gathered = new CsvBytes(plain);
		this.#file = this.#beginPart();
	}

	/** Adds a row; it may be held back until `end`. */
	row(cells: readonly (string | number)[]): void {
		for (const cell of cells) {
			if (typeof cell === 'number') this.#gathered.number(cell);
			else this.#gathered.text(cell);
		}
		this.#gathered.endRow();
		if (this.#gathered.size > GATHERED_BYTES) this.end();
	}

	add({ rows, text, ends, changed }: ListRows): void {
		this.changed += changed;
		this.rows += rows;
		let written = 0;
		let at = 0;
		while (written < rows) {
			if (this.#rowsInPart === this.#most) {
				// There may be more parts than files may be open.
				this.#file.finish();
				this.#file = this.#beginPart();
			}
			const taken = Math.min(rows - written, this.#most - this.#rowsInPart);
			const isRest = written + taken === rows;
			const end = isRest ? text.length : (ends?.[written + taken - 1] as number);
			this.#file.writeBytes(text.subarray(at, end));
			at = end;
			written += taken;
			this.#rowsInPart += taken;
			this.rowsByFile.set(listFile(this.#name, this.#part), this.#rowsInPart);
		}
	}

	/** Writes what was held back. */
	end(): void {
		const rows = this.#gathered;
		if (rows.rows === 0) return;
		this.add({ rows: rows.rows, text: rows.copy(), ends: rows.ends(), changed: rows.changed });
		rows.clear();
	}

	#beginPart(): ReportFile {
		this.#part += 1;
		this.#rowsInPart = 0;
		const name = listFile(this.#name, this.#part);
		this.rowsByFile.set(name, 0);
		const file = this.#folder.open(name);
		const header = new CsvBytes(this.#gathered.plain);
		for (const cell of this.#header) header.text(cell);
		header.endRow();
		this.changed += header.changed;
		file.writeBytes(header.copy());
		return file;
	}
}
