/**
 * The parts of an account's name, from its row: the words that a password may be made of. The same cells always
 * give the same parts, since a guess counts only for accounts that have the very part it was made of.
 */

import { CredcheckError } from '../../errors.ts';
import {
	describeHeader,
	firstOf,
	named,
	normalize,
	quoted,
} from '../../table/columns/header/header.ts';
import { EMAIL_NAMES, SAM_NAMES } from '../../table/columns/header/known-names.ts';
import type { BlockRows } from '../../table/csv/block-rows.ts';

/** `full` is a name of several words; `login` is a name that the account chose, or an email address. */
export type NameKind = 'given' | 'family' | 'full' | 'login';

export interface NameColumn {
	/** In a row. */
	readonly index: number;
	readonly kind: NameKind;
}

/** Header names of each kind, in order of preference, as `normalize` spells them. */
const NAME_COLUMNS: readonly (readonly [NameKind, readonly string[]])[] = [
	['given', ['first_name', 'firstname', 'given_name', 'givenname', 'forename']],
	['family', ['last_name', 'lastname', 'surname', 'family_name', 'familyname']],
	['full', ['name', 'full_name', 'fullname', 'display_name', 'displayname', 'real_name']],
	[
		'login',
		[
			'username',
			'user_name',
			'login',
			'login_name',
			'nickname',
			'nick',
			'handle',
			...SAM_NAMES,
			'user',
		],
	],
	['login', EMAIL_NAMES],
];

/** Letters in the shortest part, as Unicode counts them: shorter ones occur in too many words. */
const MIN_LETTERS = 3;
/** In the longest. */
const MAX_LETTERS = 40;
/** Letters, digits and signs in the shortest joined form. */
const MIN_JOINED = 4;
/** Joined forms of an account. */
export const MAX_JOINED = 9;
/** Characters of a cell; a longer one is ignored. */
const MAX_CELL = 256;

/**
 * The columns with names, in the order of a row: one for each line of `NAME_COLUMNS`, or those given.
 *
 * @param given names of columns, as the command line has them
 * @param email the column of email addresses, whatever its name
 * @throws CredcheckError INPUT when there is none, or a given one is missing; USAGE when one is the hash column
 */
export function findNameColumns(
	header: readonly string[],
	hashColumn: number,
	given?: readonly string[],
	email?: number,
): NameColumn[] {
	const indexes =
		given === undefined
			? [...NAME_COLUMNS.map(([, names]) => firstOf(header, names, hashColumn)), email]
			: given.map((name) => named(header, name));
	const found = new Set(indexes.filter((index) => index !== undefined));
	if (found.has(hashColumn)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hashColumn])} contains the hashes, not names`,
		);
	}
	if (found.size === 0) {
		throw new CredcheckError(
			'INPUT',
			'no column with names was found',
			`name them with --name-columns; ${describeHeader(header)}`,
		);
	}
	return [...found]
		.toSorted((a, b) => a - b)
		.map((index) => ({
			index,
			kind: index === email ? 'login' : kindOf(header[index] as string),
		}));
}

/** A column with an unknown name may contain full names. */
function kindOf(name: string): NameKind {
	const column = normalize(name);
	return NAME_COLUMNS.find(([, names]) => names.includes(column))?.[0] ?? 'full';
}

/** The text of a row's name columns, empty where it cannot be read; the row must have them. */
export function cellsOf(rows: BlockRows, names: readonly NameColumn[]): string[] {
	return names.map(({ index }) => (rows.isReadable(index) ? rows.cell(index) : ''));
}

export interface NameParts {
	/** Distinct words of 3 to 40 letters, in lower case. */
	readonly parts: readonly string[];
	/**
	 * Distinct forms of two words, and logins that are more than one word: at most 9, of 4 to 40 letters,
	 * digits and signs. Each word starts with a capital, which shows where it starts: `AliSaid`.
	 */
	readonly joined: readonly string[];
}

/**
 * @param cells of one row
 * @param columns of each of these cells
 */
export function namePartsOf(cells: readonly string[], columns: readonly NameColumn[]): NameParts {
	const parts: string[] = [];
	const joined: string[] = [];
	let given: string | undefined;
	let family: string | undefined;
	let loginGiven: string | undefined;
	let loginFamily: string | undefined;
	for (let at = 0; at < columns.length; at += 1) {
		const name = nameIn(cells[at] as string);
		const words = wordsOf(name, parts);
		const first = words[0];
		const last = words[words.length - 1];
		if (first === undefined || last === undefined) continue;
		switch (columns[at]?.kind) {
			case 'given':
				given = first;
				if (words.length > 1) addJoined(joined, capital(first) + capital(last));
				break;
			case 'family':
				family = last;
				break;
			case 'full': {
				// As in "Said, Ali".
				const familyFirst = name.includes(',');
				given ??= familyFirst ? last : first;
				if (words.length > 1) family ??= familyFirst ? first : last;
				break;
			}
			default:
				if (words.length > 1) {
					loginGiven ??= first;
					loginFamily ??= last;
				}
				if (name.length > first.length) {
					addJoined(joined, wholeLogin(name));
					// Digits at the end may only make the address unique.
					if (words.length > 1) addJoined(joined, wholeLogin(name.replace(/\d+$/, '')));
				}
		}
	}
	// The words of a login count only if the names are not known.
	if (given === undefined || family === undefined) {
		given = loginGiven;
		family = loginFamily;
	}
	if (given !== undefined && family !== undefined && given !== family) {
		joinWords(capital(plainOf(given)), capital(plainOf(family)), joined);
	}
	return { parts, joined: joined.length > MAX_JOINED ? joined.slice(0, MAX_JOINED) : joined };
}

/** Whether `namePartsOf` returns any part or joined form; most rows need only a quick test. */
export function hasNameParts(cells: readonly string[], columns: readonly NameColumn[]): boolean {
	for (const cell of cells) if (cell.length <= SHORT_CELL && PLAIN_WORD.test(cell)) return true;
	const { parts, joined } = namePartsOf(cells, columns);
	return parts.length > 0 || joined.length > 0;
}

/** A word of so many characters is never above `MAX_LETTERS`, however it is spelled out. */
const SHORT_CELL = 12;
/** Enough letters at the start: the word that they start is a part. */
const PLAIN_WORD = /^[A-Za-z]{3}/;

/** Both words in either order, with and without a sign between them, and with one shortened to its initial. */
function joinWords(given: string, family: string, joined: string[]): void {
	addJoined(joined, given + family);
	addJoined(joined, family + given);
	addJoined(joined, `${given}.${family}`);
	addJoined(joined, `${given}_${family}`);
	addJoined(joined, initial(given) + family);
	addJoined(joined, given + initial(family));
}

/** A login with its digits and signs. */
function wholeLogin(name: string): string {
	return plainOf(name.toLowerCase()).replaceAll(/[a-z]+/g, capital);
}

function addJoined(joined: string[], form: string): void {
	const fits = form.length >= MIN_JOINED && form.length <= MAX_LETTERS;
	if (fits && !joined.includes(form)) joined.push(form);
}

function initial(word: string): string {
	return String.fromCodePoint(word.codePointAt(0) as number);
}

function capital(word: string): string {
	const first = initial(word);
	return first.toUpperCase() + word.slice(first.length);
}

/** The name in a cell: of an email address, what precedes the at sign and any plus sign. */
function nameIn(cell: string): string {
	if (cell.length > MAX_CELL) return '';
	const name = cell.trim();
	const at = name.indexOf('@');
	// A handle such as @ali.
	if (at === 0) return name.slice(1);
	if (at < 0) return name;
	const plus = name.indexOf('+');
	return name.slice(0, plus > 0 && plus < at ? plus : at);
}

/**
 * Returns the words of a name in lower case, and adds to `parts` those that are parts.
 *
 * @param name without blanks around it
 */
function wordsOf(name: string, parts: string[]): string[] {
	const words: string[] = [];
	let from = 0;
	// Where the last word within CamelCase starts.
	let hump = 0;
	let before = OTHER;
	for (let at = 0; at <= name.length; at += 1) {
		const code = at < name.length ? name.charCodeAt(at) : 0;
		if (code >= 128 || code === APOSTROPHE) return unicodeWordsOf(name, parts);
		const kind = CLASS[code] as number;
		if (kind === OTHER) {
			if (before !== OTHER) {
				const word = name.slice(from, at).toLowerCase();
				if (hump > from) addPart(parts, word.slice(hump - from));
				addPart(parts, word);
				words.push(word);
			}
			from = at + 1;
			hump = from;
		} else if (kind === UPPER && before === LOWER) {
			addPart(parts, name.slice(hump, at).toLowerCase());
			hump = at;
		}
		before = kind;
	}
	return words;
}

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const APOSTROPHE = 0x27;
/** The class of each ASCII character. */
const CLASS: Uint8Array = new Uint8Array(128);
for (let letter = 0; letter < 26; letter += 1) {
	CLASS[0x61 + letter] = LOWER;
	CLASS[0x41 + letter] = UPPER;
}

/** @param letters in the word, as Unicode counts them */
function addPart(parts: string[], word: string, letters: number = word.length): void {
	if (letters >= MIN_LETTERS && letters <= MAX_LETTERS && !parts.includes(word)) parts.push(word);
}

/** The same for names in any script, without apostrophes: `oneill` for O'Neill. */
function unicodeWordsOf(name: string, parts: string[]): string[] {
	const words: string[] = [];
	const text = name.normalize('NFC').replaceAll(/['’‘ʼ`´]/g, '');
	for (const [run] of text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
		const humps = run.split(/(?<=\p{Ll})(?=\p{Lu})/u);
		if (humps.length > 1) for (const hump of humps) addUnicodePart(parts, hump);
		words.push(addUnicodePart(parts, run));
	}
	return words;
}

/** Adds a word as it is, and as people type it without the letters that a keyboard may lack; returns it. */
function addUnicodePart(parts: string[], text: string): string {
	const word = text.toLowerCase().normalize('NFC');
	// Some languages have two letters for an accented one: `mueller` for `müller`.
	const spelledOut = word.replaceAll(/[äöüøå]/g, (letter) => SPELLED_OUT[letter] as string);
	for (const form of new Set([word, plainOf(word), plainOf(spelledOut)])) {
		addPart(parts, form, [...form].length);
	}
	return word;
}

const SPELLED_OUT: Readonly<Record<string, string>> = {
	ä: 'ae',
	ö: 'oe',
	ü: 'ue',
	ø: 'oe',
	å: 'aa',
};

const PLAIN: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ı: 'i',
};

/**
 * Without accents: `muller` for `müller`.
 *
 * @param text in lower case
 */
function plainOf(text: string): string {
	if (/^[\0-\x7f]*$/.test(text)) return text;
	return text
		.normalize('NFD')
		.replaceAll(/\p{M}/gu, '')
		.replaceAll(/[ßæœøłđðþı]/g, (letter) => PLAIN[letter] as string)
		.normalize('NFC');
}
