/** Rows as conversions write them: CSV with commas and LF, each row quoted only where it must be. */

import type { MarkedFault } from '../reject-reasons.ts';

/** The UTF-8 of the delimiter. */
export const COMMA = 0x2c;

export function csvRow(cells: readonly string[]): string {
	const [only] = cells;
	// An empty line might not count as a row.
	if (cells.length === 1 && only === '') return '""\n';
	return `${cells.map(csvCell).join(',')}\n`;
}

/** A cell of such a row. */
export function csvCell(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A row that stands for one that cannot be converted: a NUL, which no text contains, and the reason. */
export function faultRow(fault: MarkedFault): string {
	return `\0${fault}\n`;
}
