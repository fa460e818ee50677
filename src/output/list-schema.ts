/** A list as a schema: its columns, each with a title, a type, and what writes its cell of a row. */

interface CellTypes {
	text: string;
	/** One of a few words made of letters, digits and signs that no format has to escape. */
	word: string;
	/** A whole number of 0 or more. */
	integer: number;
	/** 0 to 1; six decimals are kept. */
	share: number;
	/** 32-bit words, written as hex digits. */
	hex: Uint32Array;
}

export type CellType = keyof CellTypes;

type TypedCells = { [Type in CellType]: (cell: CellTypes[Type]) => void };

/** Accepts the cells of a row, one after the other. */
export interface CellWriter extends TypedCells {
	/** A text whose UTF-8 is a slice of `source`. */
	bytes(source: Buffer, from: number, to: number): void;
	empty(): void;
	endRow(): void;
}

export interface ListColumn<Row> {
	readonly title: string;
	readonly type: CellType;
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
const WRITE: { readonly [Type in CellType]: (cells: CellWriter, value: CellTypes[Type]) => void } =
	{
		text: (cells, value) => cells.text(value),
		word: (cells, value) => cells.word(value),
		integer: (cells, value) => cells.integer(value),
		share: (cells, value) => cells.share(value),
		hex: (cells, value) => cells.hex(value),
	};

/** @param get the value for a row; undefined leaves its cell empty */
export function column<Row, Type extends CellType>(
	title: string,
	type: Type,
	get: (row: Row) => CellTypes[Type] | undefined,
): ListColumn<Row> {
	const write = WRITE[type];
	return {
		title,
		type,
		write(cells, row) {
			const value = get(row);
			if (value === undefined) cells.empty();
			else write(cells, value);
		},
	};
}
