/** The records of rows: the begin of a row, that of the next one, the place of its first end among all, its number of cells. */

const ROW_BYTES: usize = 16;
/** Set in the end of a cell in quotes, which is the offset of the second one. */
export const QUOTED: u32 = 0x80000000;

export function putRow(
	rows: usize,
	row: u32,
	begin: u32,
	next: u32,
	firstEnd: u32,
	cells: u32,
): void {
	const record = rows + row * ROW_BYTES;
	store<u32>(record, begin);
	store<u32>(record + 4, next);
	store<u32>(record + 8, firstEnd);
	store<u32>(record + 12, cells);
}

/** The number of cells of a row. */
export function cellsOf(rows: usize, row: u32): u32 {
	return load<u32>(rows + row * ROW_BYTES + 12);
}

/** Where a cell of a row begins. */
export function cellBegin(rows: usize, row: u32, ends: usize, column: u32): u32 {
	const record = rows + row * ROW_BYTES;
	const end = ends + 4 * (load<u32>(record + 8) + column);
	const isQuoted = load<u32>(end) >>> 31;
	if (column === 0) return load<u32>(record) + isQuoted;
	const before = load<u32>(end - 4);
	return (before & ~QUOTED) + 1 + (before >>> 31) + isQuoted;
}

/** Where it ends. */
export function cellEnd(rows: usize, row: u32, ends: usize, column: u32): u32 {
	return load<u32>(ends + 4 * (load<u32>(rows + row * ROW_BYTES + 8) + column)) & ~QUOTED;
}
