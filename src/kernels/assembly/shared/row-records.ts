/** The records of rows: where a row begins, where the next one does, its first end among all, its number of cells. */

import { ENDS_AT, ROW_BYTES, ROWS_AT } from './layout.ts';

/** Set in the end of a cell in quotes, which is the offset of the second one. */
export const QUOTED: u32 = 0x80000000;

export function putRow(row: u32, begin: u32, next: u32, firstEnd: u32, cells: u32): void {
	const record = ROWS_AT + row * ROW_BYTES;
	store<u32>(record, begin);
	store<u32>(record + 4, next);
	store<u32>(record + 8, firstEnd);
	store<u32>(record + 12, cells);
}

/** The number of cells of a row. */
export function cellsOf(row: u32): u32 {
	return load<u32>(ROWS_AT + row * ROW_BYTES + 12);
}

/** Where a cell of a row begins. */
export function cellBegin(row: u32, column: u32): u32 {
	const record = ROWS_AT + row * ROW_BYTES;
	const end = ENDS_AT + 4 * (load<u32>(record + 8) + column);
	const isQuoted = load<u32>(end) >>> 31;
	if (column === 0) return load<u32>(record) + isQuoted;
	const before = load<u32>(end - 4);
	return (before & ~QUOTED) + 1 + (before >>> 31) + isQuoted;
}

/** Where it ends. */
export function cellEnd(row: u32, column: u32): u32 {
	const firstEnd = load<u32>(ROWS_AT + row * ROW_BYTES + 8);
	return load<u32>(ENDS_AT + 4 * (firstEnd + column)) & ~QUOTED;
}
