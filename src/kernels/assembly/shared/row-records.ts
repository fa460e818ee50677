/**
 * The records of rows: where a row begins, where the next one does, its first cell among all, its number of cells. And
 * the bounds of cells, without quotes around them. Offsets are in the text.
 */

import { CELL_BYTES, CELLS_AT, ROW_BYTES, ROWS_AT } from './layout.ts';

export function putRow(row: u32, begin: u32, next: u32, firstCell: u32, cells: u32): void {
	const record = ROWS_AT + row * ROW_BYTES;
	store<u32>(record, begin);
	store<u32>(record + 4, next);
	store<u32>(record + 8, firstCell);
	store<u32>(record + 12, cells);
}

/** @param closed where the second quote of the cell is; 0 if it has none */
export function putCell(cell: u32, begin: u32, end: u32, closed: u32): void {
	const bounds = CELLS_AT + cell * CELL_BYTES;
	store<u32>(bounds, closed !== 0 ? begin + 1 : begin);
	store<u32>(bounds + 4, closed !== 0 ? closed : end);
}

/** The number of cells of a row. */
export function cellsOf(row: u32): u32 {
	return load<u32>(ROWS_AT + row * ROW_BYTES + 12);
}

/** Where a cell of a row begins. */
export function cellBegin(row: u32, column: u32): u32 {
	return load<u32>(boundsOf(row, column));
}

/** Where it ends. */
export function cellEnd(row: u32, column: u32): u32 {
	return load<u32>(boundsOf(row, column) + 4);
}

function boundsOf(row: u32, column: u32): usize {
	return CELLS_AT + (load<u32>(ROWS_AT + row * ROW_BYTES + 8) + column) * CELL_BYTES;
}
