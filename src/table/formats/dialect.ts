/**
 * Finds how a table of lines is delimited, quoted and escaped. A dialect other than plain CSV is assumed only where
 * its marks are in the file and could hardly be anything else: a backslash, for example, is usually part of a name.
 */

import { isSurelyHash } from '../columns/hash-cell.ts';
import { isBelowTitle, isPreambleLine, MOST_TITLE_LINES } from '../columns/header/preamble.ts';
import { DELIMITERS, type Delimiter, detectDelimiter, parseDelimiter } from '../csv/dialect.ts';
import type { FormatOptions } from './format.ts';
import { type Head, headFrom } from './head.ts';
import { scanTable } from './rewriter.ts';

export interface Dialect {
	/** One ASCII character. */
	readonly delimiter: string;
	/** The quote around cells; undefined if no character has that meaning. */
	readonly quote: '"' | "'" | undefined;
	/**
	 * Whether a backslash takes the meaning from the character after it. Without quotes, a letter after it is a control
	 * character, as in `\t`. `\N` is an empty cell.
	 */
	readonly backslash: boolean;
	/** Whether there may be blanks around the quotes of a cell. */
	readonly blanks: boolean;
	/** Whether `="…"` is a quoted cell: so a spreadsheet takes a number for text. */
	readonly equals: boolean;
}

const PLAIN = { quote: '"', backslash: false, blanks: false, equals: false } as const;
const UNQUOTED = { ...PLAIN, quote: undefined } as const;

/** At most this many lines are looked at. */
const SAMPLE_LINES = 500;

/** @throws CredcheckError USAGE when `options.delimiter` cannot be one */
export function dialectOf(file: Head, options: FormatOptions): Dialect {
	// What is above the header is no row: its quotes and escapes, and how few cells it has, tell nothing.
	const head = headFrom(file, beginOf(file.lines));
	const lines = head.lines.slice(0, SAMPLE_LINES);
	const delimiter =
		options.delimiter === undefined ? detect(file, head, lines) : parseDelimiter(options.delimiter);
	const isQuoted = head.bytes.includes('"');
	if (delimiter === ':' && !isQuoted) return { ...UNQUOTED, delimiter };
	if (isCopyText(head.text, delimiter)) return { ...UNQUOTED, delimiter, backslash: true };
	if (isSingleQuoted(lines, delimiter, isQuoted)) {
		const backslash = /\\['\\]/.test(head.text);
		return { ...PLAIN, delimiter, quote: "'", backslash, blanks: true };
	}
	if (!isQuoted) return unquoted(head, delimiter);
	const dialect = { ...PLAIN, delimiter, ...marksAtQuotes(head, delimiter) };
	return { ...dialect, backslash: isBackslashed(head, dialect) };
}

/** MySQL's OUTFILE has a backslash before each delimiter in a cell, if it is to write no quotes. */
function unquoted(head: Head, delimiter: string): Dialect {
	const escaped = { ...UNQUOTED, delimiter, backslash: true };
	const plain = { ...PLAIN, delimiter };
	if (!head.bytes.includes(`\\${delimiter}`)) return plain;
	return wholeRows(head, escaped) > wholeRows(head, plain) ? escaped : plain;
}

/** The number of rows with as many cells as the first. */
function wholeRows({ bytes }: Head, dialect: Dialect): number {
	const { sizes } = scanTable(bytes, dialect);
	return sizes.filter((cells) => cells === sizes[0]).length;
}

/** The index of the header, as far as lines tell; 0 if no line can be one. */
function beginOf(lines: readonly string[]): number {
	const begin = Math.max(
		0,
		lines.findIndex((line) => !isPreambleLine(line)),
	);
	const [first = [], ...others] = lines
		.slice(begin, begin + MOST_TITLE_LINES + 1)
		.map((line) => line.replaceAll('"', '').split(detectDelimiter(line)));
	return begin + 1 + others.findIndex((row) => isBelowTitle(row, first));
}

/** Whether there are blanks or equals signs at the quotes of cells. */
function marksAtQuotes(
	{ text, bytes }: Head,
	delimiter: string,
): Pick<Dialect, 'blanks' | 'equals'> {
	const cell = startOfCell(delimiter);
	const blanks = delimiter === '\t' ? ' +' : delimiter === ' ' ? '\t+' : '[ \t]+';
	const marks = `${cell}${blanks}"|${cell}"?="|"${blanks}${endOfCell(delimiter)}`;
	if (!new RegExp(marks, 'm').test(text)) return PLAIN;
	// They may be inside a quoted cell.
	return scanTable(bytes, { ...PLAIN, delimiter, blanks: true, equals: true });
}

/** Whether the scanner reads it without a conversion. */
export function isPlain(dialect: Dialect): dialect is Dialect & { readonly delimiter: Delimiter } {
	const { delimiter, quote, backslash, blanks, equals } = dialect;
	const isKnown = DELIMITERS.some((known) => known === delimiter);
	return isKnown && quote === '"' && !backslash && !blanks && !equals;
}

/**
 * The delimiter of a file.
 *
 * @param head of it, from the header on
 * @param lines the first of these
 */
function detect(file: Head, head: Head, lines: readonly string[]): string {
	const named = /^\s*"?sep=([^\w"\s]|\t)"?\r?\n/i.exec(file.text)?.[1];
	if (named !== undefined) return named;
	const other = OTHER_DELIMITERS.find((delimiter) => isSeparatedBy(delimiter, lines));
	return other ?? detectDelimiter(head.text.trimStart());
}

/** Delimiters that are also part of text, so that only the hashes behind them show what they are. */
const OTHER_DELIMITERS = [':', ' ', '^', '~', '\u0001'] as const;

/**
 * Whether nearly all lines have this character equally often, and a hash after the first of them. What comes after a
 * hash and a colon may be a password.
 */
function isSeparatedBy(delimiter: string, lines: readonly string[]): boolean {
	const [first = ''] = lines;
	const isAnother = (other: string) => first.includes(other) && hashesBehind(other, lines) > 0;
	if (!first.includes(delimiter) || DELIMITERS.some(isAnother)) return false;
	const sizes = lines.map((line) => line.split(delimiter).length);
	const alike = lines.filter((_, index) => sizes[index] === sizes[0]);
	return (
		alike.length >= lines.length * 0.9 &&
		hashesBehind(delimiter, alike) >= Math.max(1, Math.floor(lines.length / 2))
	);
}

/** The number of lines with a hash in a cell that is not the first. */
function hashesBehind(delimiter: string, lines: readonly string[]): number {
	const rows = lines.map((line) => line.split(delimiter).slice(1));
	return rows.filter((row) => row.some(isSurelyHash)).length;
}

/**
 * Whether this is what PostgreSQL's COPY and MySQL's OUTFILE write: no quotes, and a backslash before every tab, line
 * end and backslash in a cell. Names of a domain, such as `DOM\ann`, would have two.
 */
function isCopyText(text: string, delimiter: string): boolean {
	if (delimiter !== '\t' || !text.includes('\\\\') || /(?:^|\t)"/m.test(text)) return false;
	const escapes = Array.from(text.matchAll(/\\([\s\S])/g), ([, next]) => next as string);
	return escapes.every((next) => '\\Ntnrbfv0Z\n\t'.includes(next));
}

/** Whether all names are in single quotes, or in each line the first or the last cell, or one between. */
function isSingleQuoted(lines: readonly string[], delimiter: string, isQuoted: boolean): boolean {
	const [names = [], ...rows] = lines.map((line) => line.split(delimiter).map(isInSingleQuotes));
	if (names.every((isIn) => isIn)) return names.length > 0;
	if (isQuoted || rows.length < 2) return false;
	return names.some((_, index) => rows.every((row) => row[index] || row.at(-1 - index)));
}

function isInSingleQuotes(cell: string): boolean {
	return /^\s*'.*'\s*$/.test(cell);
}

/** Whether more rows have as many cells as the header if a backslash is an escape. */
function isBackslashed(head: Head, dialect: Dialect): boolean {
	if (!head.bytes.includes('\\')) return false;
	const escaped = scanTable(head.bytes, { ...dialect, backslash: true }).sizes;
	const plain = scanTable(head.bytes, dialect).sizes;
	const size = plain[0];
	const whole = (sizes: readonly number[]) => sizes.filter((cells) => cells === size).length;
	// As MySQL writes NULL beside cells that are all quoted.
	const { delimiter } = dialect;
	const noValue = new RegExp(`(?:^|"${codeOf(delimiter)})\\\\N(?:${codeOf(delimiter)}"|\r?$)`, 'm');
	const isMySql = noValue.test(head.text) && whole(escaped) >= whole(plain);
	return isMySql || (head.bytes.includes('\\"') && whole(escaped) > whole(plain));
}

function startOfCell(delimiter: string): string {
	return `(?:^|${codeOf(delimiter)})`;
}

function endOfCell(delimiter: string): string {
	return `(?:${codeOf(delimiter)}|\r?$)`;
}

/** The character in a regular expression. */
function codeOf(character: string): string {
	return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
