/**
 * A list as a schema: its columns, each with a title, a type, and what writes its cell of a row. A
 * `CellWriter` writes one format.
 */

/** Takes the cells of a row, one after the other. */
export interface CellWriter {
	text(cell: string): void;
	/** A cell whose UTF-8 text is a slice of `source`. */
	bytes(source: Buffer, from: number, to: number): void;
	/** One of few words of letters, digits and signs that no format has to escape. */
	word(cell: string): void;
	/** 0 or more. */
	number(cell: number): void;
	/** Words of 32 bits, as hex digits. */
	hex(cell: Uint32Array): void;
	empty(): void;
	endRow(): void;
}

export interface ListColumn<Row> {
	readonly title: string;
	readonly type: 'text' | 'word' | 'integer' | 'hex';
	readonly write: (cells: CellWriter, row: Row) => void;
}

export type ListSchema<Row> = readonly ListColumn<Row>[];

export function titlesOf(schema: ListSchema<never>): string[] {
	return schema.map(({ title }) => title);
}

export function writeRow<Row>(schema: ListSchema<Row>, cells: CellWriter, row: Row): void {
	for (let at = 0; at < schema.length; at += 1) (schema[at] as ListColumn<Row>).write(cells, row);
	cells.endRow();
}

/** An empty cell where there is none. */
export function integer<Row>(
	title: string,
	get: (row: Row) => number | undefined,
): ListColumn<Row> {
	return {
		title,
		type: 'integer',
		write(cells, row) {
			const value = get(row);
			if (value === undefined) cells.empty();
			else cells.number(value);
		},
	};
}

/** An empty cell where there is none. */
export function word<Row>(title: string, get: (row: Row) => string | undefined): ListColumn<Row> {
	return {
		title,
		type: 'word',
		write(cells, row) {
			const value = get(row);
			if (value === undefined) cells.empty();
			else cells.word(value);
		},
	};
}

/** An empty cell where there is none. */
export function hex<Row>(
	title: string,
	get: (row: Row) => Uint32Array | undefined,
): ListColumn<Row> {
	return {
		title,
		type: 'hex',
		write(cells, row) {
			const value = get(row);
			if (value === undefined) cells.empty();
			else cells.hex(value);
		},
	};
}
