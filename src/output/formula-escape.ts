/**
 * Keeping cells of the table from being run: a spreadsheet takes a cell that begins with one of some
 * signs for a formula, whoever wrote it. Such a cell gets a `'` before it, and quotes around it, which is
 * OWASP's remedy. A cell that has such a mark already gets one more, so that what it was can be told.
 */

/** Data rows that a sheet of Excel holds below its header. */
export const SHEET_ROWS = 1_048_575;

/** `=`, `+`, `-`, `@`, the same in full width, and characters that some program skips before one. */
const FORMULA = /^'*[=+\-@\t\r\n\0＝＋－＠]/;

/** The first byte, in UTF-8, of what may be a formula. */
const MAY_BEGIN: Uint8Array = new Uint8Array(256);
for (const begin of "'=+-@\t\r\n\0＝") MAY_BEGIN[Buffer.from(begin)[0] as number] = 1;

/** Whether some spreadsheet would take the cell for a formula. */
export function isFormula(cell: string): boolean {
	return FORMULA.test(cell);
}

/** The same for what stands in bytes, as UTF-8. */
export function isFormulaIn(bytes: Buffer, from: number, to: number): boolean {
	if (from === to || MAY_BEGIN[bytes[from] as number] === 0) return false;
	return isFormula(bytes.toString('utf8', from, to));
}

/** What the cell was before it was marked. */
export function withoutMark(cell: string): string {
	return cell.startsWith("'") && isFormula(cell) ? cell.slice(1) : cell;
}
