/**
 * Rows of a table: where they and their cells are. The grammar is that of `RowScanner`, for rows without a quote; a row
 * with one, or one that is too long, is left to that.
 */

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;

/** Bytes of the record of a row: its begin, the begin of the next one, its first cell among all ends, and its number of cells. */
const ROW_BYTES: usize = 16;

/**
 * Scans rows from the beginning of `text` on, until one has to be left, or `mostRows` or `mostEnds` are reached. 16
 * bytes behind the text are read, whatever they are.
 *
 * @param text where the bytes are
 * @param size of the text
 * @param isEnd whether the text ends with its last row, even if that has no line end
 * @param emptyRows whether an empty line is a row with one empty cell
 * @param maxRow the longest row, line end included
 * @param rows where the records of rows go
 * @param ends where the offset in the text goes at which each cell ends
 * @returns the number of rows; the record behind the last one begins with the offset at which the next row begins
 */
export function scanRows(
	text: usize,
	size: u32,
	isEnd: bool,
	delimiter: u8,
	emptyRows: bool,
	maxRow: u32,
	rows: usize,
	mostRows: u32,
	ends: usize,
	mostEnds: u32,
): u32 {
	const delimiters = i8x16.splat(delimiter);
	const lineEnds = i8x16.splat(LF);
	const quotes = i8x16.splat(QUOTE);
	let count: u32 = 0;
	let begin: u32 = 0;
	// The ends of all rows so far, and of this one.
	let firstEnd: u32 = 0;
	let end: u32 = 0;
	let isLeft = false;
	for (let base: u32 = 0; base < size && !isLeft; base += 16) {
		const bytes = v128.load(text + base);
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
			const byte = load<u8>(text + at);
			if (byte === delimiter) {
				// One more is needed for the end of the row.
				if (end + 1 >= mostEnds) {
					isLeft = true;
					break;
				}
				store<u32>(ends + 4 * end, at);
				end += 1;
			} else if (byte === LF) {
				const hasReturn = at > begin && load<u8>(text + at - 1) === CR;
				const last = hasReturn ? at - 1 : at;
				if (last === begin && !emptyRows) {
					begin = at + 1;
					continue;
				}
				if (at + 1 - begin > maxRow) {
					isLeft = true;
					break;
				}
				store<u32>(ends + 4 * end, last);
				end += 1;
				putRow(rows + count * ROW_BYTES, begin, at + 1, firstEnd, end - firstEnd);
				firstEnd = end;
				begin = at + 1;
				count += 1;
				if (count === mostRows || end >= mostEnds) {
					isLeft = true;
					break;
				}
			} else {
				isLeft = true;
				break;
			}
		}
	}
	if (isEnd && !isLeft && begin < size && size - begin <= maxRow) {
		store<u32>(ends + 4 * end, size);
		putRow(rows + count * ROW_BYTES, begin, size, firstEnd, end + 1 - firstEnd);
		begin = size;
		count += 1;
	}
	store<u32>(rows + count * ROW_BYTES, begin);
	return count;
}

function putRow(record: usize, begin: u32, next: u32, firstEnd: u32, cells: u32): void {
	store<u32>(record, begin);
	store<u32>(record + 4, next);
	store<u32>(record + 8, firstEnd);
	store<u32>(record + 12, cells);
}
