/** The schema of a list: its columns, each with a title and a function that writes its cell of a row. */

export const HEX_BYTES = 16;

interface CellTypes {
	text: string;
	/** One of a few words that no format has to escape. */
	word: string;
	/** A whole number, 0 or more. */
	integer: number;
	/** 0 to 1, written with six decimals. */
	share: number;
	/**
	 * The index of `HEX_BYTES` bytes among those that the encoder is given once all rows are written: such values are
	 * made many at once. Written as hex digits.
	 */
	hex: number;
}

type TypedCells = { [Type in keyof CellTypes]: (cell: CellTypes[Type]) => void };

/** Accepts the cells of a row in order. */
export interface CellWriter extends TypedCells {
	/** Writes a text given as UTF-8: the bytes of `source` from `from` up to `to`. */
	bytes(source: Buffer, from: number, to: number): void;
	empty(): void;
	endRow(): void;
}

export interface ListColumn<Row> {
	readonly title: string;
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

// Faster than `cells[type](value)`, which looks the method up for each cell.
const WRITE: {
	readonly [Type in keyof CellTypes]: (cells: CellWriter, value: CellTypes[Type]) => void;
} = {
	text: (cells, value) => cells.text(value),
	word: (cells, value) => cells.word(value),
	integer: (cells, value) => cells.integer(value),
	share: (cells, value) => cells.share(value),
	hex: (cells, value) => cells.hex(value),
};

/** @param get returns the value for a row; undefined leaves the cell empty */
export function column<Row, Type extends keyof CellTypes>(
	title: string,
	type: Type,
	get: (row: Row) => CellTypes[Type] | undefined,
): ListColumn<Row> {
	const write = WRITE[type];
	return {
		title,
		write(cells, row) {
			const value = get(row);
			if (value === undefined) cells.empty();
			else write(cells, value);
		},
	};
}
