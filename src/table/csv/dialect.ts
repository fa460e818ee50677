/** The delimiters of a table: those that the scanner reads, and those that users can name. */

import { CredcheckError } from '../../errors.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What `--delimiter` accepts besides the characters themselves. */
const DELIMITER_NAMES: ReadonlyMap<string, string> = new Map([
	['comma', ','],
	['semicolon', ';'],
	['tab', '\t'],
	['\\t', '\t'],
	['pipe', '|'],
	['colon', ':'],
	['space', ' '],
]);

/**
 * @param text a character, or the name of one
 * @throws CredcheckError USAGE when it cannot be a delimiter
 */
export function parseDelimiter(text: string): string {
	const named = DELIMITER_NAMES.get(text);
	if (named !== undefined) return named;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive delimits with U+0001.
	if (/^[\x01-\x7f]$/.test(text) && !/[A-Za-z0-9"'\\\r\n]/.test(text)) return text;
	throw new CredcheckError(
		'USAGE',
		'--delimiter must be comma, semicolon, tab, pipe, colon or one ASCII character',
		'give the character itself or its name; letters, digits, quotes and backslashes delimit nothing',
	);
}

/**
 * The delimiter that occurs most often in the header line outside quotes; a comma if none occurs.
 *
 * @param text begins with the header line
 */
export function detectDelimiter(text: string): Delimiter {
	const counts = new Map<string, number>();
	let quoted = false;
	for (const character of text) {
		if (character === '"') quoted = !quoted;
		else if (quoted) continue;
		else if (character === '\n') break;
		else counts.set(character, (counts.get(character) ?? 0) + 1);
	}
	let best: Delimiter = ',';
	for (const delimiter of DELIMITERS) {
		if ((counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0)) best = delimiter;
	}
	return best;
}
