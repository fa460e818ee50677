/**
 * Escapes cells that a spreadsheet would run as formulas because of their first character. Such a cell is quoted
 * and gets a `'` in front, as OWASP advises. If apostrophes precede the formula character, one more is added, so that
 * the original can be restored.
 */

/** `=`, `+`, `-`, `@`, their full-width forms, and characters that some programs skip before them. */
const FORMULA = /^'*[=+\-@\t\r\n\0＝＋－＠]/;

/** 1 for each byte that may be the first of a formula in UTF-8. */
const MAY_BEGIN: Uint8Array = new Uint8Array(256);
for (const begin of "'=+-@\t\r\n\0＝") MAY_BEGIN[Buffer.from(begin)[0] as number] = 1;

/** Whether the cell is a formula to some spreadsheet, or one behind apostrophes. */
export function needsEscape(cell: string): boolean {
	return FORMULA.test(cell);
}

/** The same for a cell given as UTF-8. */
export function needsEscapeIn(bytes: Buffer, from: number, to: number): boolean {
	if (from === to || MAY_BEGIN[bytes[from] as number] === 0) return false;
	return needsEscape(bytes.toString('utf8', from, to));
}

/** Removes the mark from an escaped cell. */
export function withoutMark(cell: string): string {
	return cell.startsWith("'") && needsEscape(cell) ? cell.slice(1) : cell;
}
