/**
 * Rows of a table: where they and their cells are. The grammar is that of `RowScanner`, for rows whose cells are each
 * without a quote, or in quotes with none and no line end between them. Any other row, or one that is too long, is left
 * to that.
 */

import { MOST_CELLS, MOST_ROWS, TEXT_AT } from './shared/layout.ts';
import { putCell, putRow } from './shared/row-records.ts';

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;

/**
 * Scans rows from the beginning of the text on, until one has to be left, or there are `MOST_ROWS` or `MOST_CELLS`. 16
 * bytes behind the text are read, whatever they are.
 *
 * @param size of the text
 * @param isEnd whether the text ends with its last row, even if that has no line end
 * @param emptyRows whether an empty line is a row with one empty cell
 * @param maxRow the longest row, line end included
 * @returns the number of rows; the record behind the last one begins with the offset at which the next row begins
 */
export function scanRows(size: u32, isEnd: bool, delimiter: u8, emptyRows: bool, maxRow: u32): u32 {
	const delimiters = i8x16.splat(delimiter);
	const lineEnds = i8x16.splat(LF);
	const quotes = i8x16.splat(QUOTE);
	let count: u32 = 0;
	let begin: u32 = 0;
	let cellBegin: u32 = 0;
	// Whether a quote is open, and where the cell was closed by one; 0 if it was not.
	let isOpen = false;
	let closed: u32 = 0;
	// The cells of all rows so far, and of this one.
	let firstCell: u32 = 0;
	let cells: u32 = 0;
	let isLeft = false;
	for (let base: u32 = 0; base < size && !isLeft; base += 16) {
		const bytes = v128.load(TEXT_AT + base);
		let marks = i8x16.bitmask(
			v128.or(
				v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, lineEnds)),
				i8x16.eq(bytes, quotes),
			),
		);
		while (marks !== 0) {
			const at = base + ctz(marks);
			marks &= marks - 1;
			if (at >= size) break;
			const byte = load<u8>(TEXT_AT + at);
			if (byte === QUOTE) {
				isLeft = isOpen
					? !endsCell(at + 1, size, delimiter, isEnd)
					: at !== cellBegin || closed !== 0;
				if (isLeft) break;
				if (isOpen) closed = at;
				isOpen = !isOpen;
			} else if (isOpen) {
				if (byte !== LF) continue;
				isLeft = true;
				break;
			} else if (byte === delimiter) {
				// One more is needed for the last cell of the row.
				if (cells + 1 >= MOST_CELLS) {
					isLeft = true;
					break;
				}
				putCell(cells, cellBegin, at, closed);
				cells += 1;
				cellBegin = at + 1;
				closed = 0;
			} else {
				const hasReturn = at > begin && load<u8>(TEXT_AT + at - 1) === CR;
				const last = hasReturn ? at - 1 : at;
				const next = at + 1;
				if (last !== begin || emptyRows) {
					if (next - begin > maxRow) {
						isLeft = true;
						break;
					}
					putCell(cells, cellBegin, last, closed);
					cells += 1;
					putRow(count, begin, next, firstCell, cells - firstCell);
					firstCell = cells;
					count += 1;
					isLeft = count === MOST_ROWS || cells >= MOST_CELLS;
				}
				begin = next;
				cellBegin = next;
				closed = 0;
				if (isLeft) break;
			}
		}
	}
	if (isEnd && !isLeft && !isOpen && begin < size && size - begin <= maxRow) {
		putCell(cells, cellBegin, size, closed);
		putRow(count, begin, size, firstCell, cells + 1 - firstCell);
		begin = size;
		count += 1;
	}
	// The record of the next row has no more than this.
	putRow(count, begin, 0, 0, 0);
	return count;
}

/** Whether the cell ends at `at`, behind its second quote. */
function endsCell(at: u32, size: u32, delimiter: u8, isEnd: bool): bool {
	if (at === size) return isEnd;
	const byte = load<u8>(TEXT_AT + at);
	if (byte === delimiter || byte === LF) return true;
	return byte === CR && at + 1 < size && load<u8>(TEXT_AT + at + 1) === LF;
}
