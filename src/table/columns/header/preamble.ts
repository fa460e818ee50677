/** The lines that programs write before the header of a table. */

import { isKnownName, normalize } from './header.ts';
import { HASH_NAMES } from './known-names.ts';

/** Whether it is blank, names the delimiter to a spreadsheet, or is a comment, such as PowerShell's `#TYPE`. */
export function isPreambleLine(line: string): boolean {
	const text = line.trim();
	return text === '' || /^"?sep=[^\w"]?"?$/i.test(text) || isComment(text);
}

/** The same for a line as cells. */
export function isPreambleRow(row: readonly string[]): boolean {
	if (row.every((cell) => cell.trim() === '')) return true;
	const isShort = row.length <= 2 && (row[1] ?? '') === '';
	return (isShort && /^sep=/i.test(row[0] ?? '')) || isComment(row.join(','));
}

/** A header after a `#` is none, and neither is an account whose name begins with one. */
function isComment(text: string): boolean {
	if (!text.startsWith('#') || /[0-9A-Fa-f]{32}|\{SHA\}/i.test(text)) return false;
	// As in `# columns: id, email`.
	if (/:\s/.test(text)) return true;
	const names = text.slice(1).split(/[,;\t|:]/);
	return !names.some((name) => isKnownName(name.trim().replaceAll(/^["']|["']$/g, '')));
}

/** More rows before a header are those of a file that has none. */
export const MOST_PREAMBLE_ROWS = 1000;

/** A title is no longer than this, in lines. */
export const MOST_TITLE_LINES = 10;

/**
 * Whether the first row is a title, since this one below it has the names of columns.
 *
 * @param row one of the first rows
 */
export function isBelowTitle(row: readonly string[], first: readonly string[]): boolean {
	if (filled(row) <= filled(first) || first.some(isKnownName)) return false;
	const hashNames = [...HASH_NAMES.sha1, ...HASH_NAMES.ntlm];
	return (
		row.filter(isKnownName).length >= 2 && row.some((name) => hashNames.includes(normalize(name)))
	);
}

function filled(row: readonly string[]): number {
	return row.filter((cell) => cell.trim() !== '').length;
}
