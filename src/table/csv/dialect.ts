/** Finds out from the first bytes of a table whether it is text, and which delimiter it uses. */

import { CredcheckError } from '../../errors.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What `--delimiter` accepts besides the characters themselves. */
const DELIMITER_NAMES: ReadonlyMap<string, Delimiter> = new Map([
	['comma', ','],
	['semicolon', ';'],
	['tab', '\t'],
	['\\t', '\t'],
	['pipe', '|'],
]);

/** @throws CredcheckError USAGE when it is none of the four */
export function parseDelimiter(text: string): Delimiter {
	const known = DELIMITERS.find((delimiter) => delimiter === text) ?? DELIMITER_NAMES.get(text);
	if (known !== undefined) return known;
	throw new CredcheckError(
		'USAGE',
		'--delimiter must be comma, semicolon, tab or pipe',
		'give the character itself or its name',
	);
}

/** The line that spreadsheets write before the header to name the delimiter. */
const SEPARATOR_LINE = /^"?sep=([,;\t|])"?\r?\n/i;

/**
 * The delimiter that occurs most often in the header line outside quotes; a comma if none occurs.
 *
 * @param head the first bytes of the table, including the header line
 */
export function detectDelimiter(head: Buffer): Delimiter {
	const counts = new Map<string, number>();
	let quoted = false;
	const text = head.toString('utf8').replace(/^\uFEFF?(?:\r?\n)*/, '');
	const named = SEPARATOR_LINE.exec(text)?.[1];
	if (named !== undefined) return named as Delimiter;
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

/** @throws CredcheckError INPUT when the first bytes are UTF-16 or binary */
export function checkIsText(head: Buffer, name: string): void {
	const [first, second] = head;
	if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
		throw new CredcheckError(
			'INPUT',
			`${name} is in UTF-16`,
			'save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8',
		);
	}
	if (head.includes(0)) {
		throw new CredcheckError(
			'INPUT',
			`${name} is not a text file`,
			'export it as CSV; spreadsheets and database files are not supported',
		);
	}
}
