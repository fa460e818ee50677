/**
 * The parts of an account's name, from its row: the words that a password may be built around. They are the
 * same for the same cells wherever they are asked for, since a password that was found is only counted for an
 * account that has the very word it was found by.
 */

import { CredcheckError } from '../../errors.ts';
import {
	describeHeader,
	EMAIL_NAMES,
	firstOf,
	named,
	normalize,
	quoted,
} from '../../table/columns/header.ts';
import type { BlockRows } from '../../table/csv/block-rows.ts';

/** `full` is a name of several words, `login` a name made up by its bearer, email addresses among them. */
export type NameKind = 'given' | 'family' | 'full' | 'login';

export interface NameColumn {
	/** In a row. */
	readonly index: number;
	readonly kind: NameKind;
}

/** Header names of each kind, in order of preference, as `normalize` spells them. */
export const NAME_COLUMNS: Readonly<Record<string, readonly string[]>> = {
	given: ['first_name', 'firstname', 'given_name', 'givenname', 'forename'],
	family: ['last_name', 'lastname', 'surname', 'family_name', 'familyname'],
	full: ['name', 'full_name', 'fullname', 'display_name', 'displayname', 'real_name'],
	login: ['username', 'user_name', 'login', 'login_name', 'nickname', 'nick', 'handle'],
	email: EMAIL_NAMES,
};

/** Letters of the shortest word that is looked for, as Unicode counts them: too many words hold shorter ones. */
export const MIN_LETTERS = 3;
/** Of the longest. */
export const MAX_LETTERS = 40;
/** Letters and signs of the shortest joined form. */
const MIN_JOINED = 4;
/** Joined forms of an account, at most. */
export const MAX_JOINED = 9;
/** Of a longer cell nothing is taken. */
const MAX_CELL = 256;

/**
 * The columns that hold names, in order of their place in a row: one of each kind, or those given.
 *
 * @param header the first row
 * @param given names of columns, as the user spelled them
 * @param email the column of email addresses, whatever its name
 * @throws CredcheckError INPUT when there is none, or one is not there, USAGE when it is the hash column
 */
export function findNameColumns(
	header: readonly string[],
	hashColumn: number,
	given?: readonly string[],
	email?: number,
): NameColumn[] {
	const indexes =
		given === undefined
			? [...Object.values(NAME_COLUMNS).map((names) => firstOf(header, names, hashColumn)), email]
			: given.map((name) => named(header, name));
	const found = new Set(indexes.filter((index) => index !== undefined));
	if (found.has(hashColumn)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hashColumn])} holds the hashes and no names`,
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

/** A column of which nothing is known may hold whole names. */
function kindOf(name: string): NameKind {
	const column = normalize(name);
	const kind = Object.keys(NAME_COLUMNS).find((each) => NAME_COLUMNS[each]?.includes(column));
	return kind === 'email' ? 'login' : ((kind as NameKind | undefined) ?? 'full');
}

/** The text of a row's name columns, which it must have. */
export function cellsOf(rows: BlockRows, names: readonly NameColumn[]): string[] {
	return names.map(({ index }) => rows.cell(index));
}

export interface NameParts {
	/** Distinct words of 3 to 40 letters, in lower case. */
	readonly parts: readonly string[];
	/**
	 * Distinct forms made of two words, and logins of more than one word, at most 9, of 4 to 40 letters,
	 * digits and signs. Each of the two words begins with a capital, so that it is seen where: `AliSaid`.
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
				const turned = name.includes(',');
				given ??= turned ? last : first;
				if (words.length > 1) family ??= turned ? first : last;
				break;
			}
			default:
				if (words.length > 1) {
					loginGiven ??= first;
					loginFamily ??= last;
				}
				if (name.length > first.length) {
					addJoined(joined, wholeLogin(name));
					// What a provider of mail had to put behind it says nothing of the person.
					if (words.length > 1) addJoined(joined, wholeLogin(name.replace(/\d+$/, '')));
				}
		}
	}
	// A login says it only where no name does.
	if (given === undefined || family === undefined) {
		given = loginGiven;
		family = loginFamily;
	}
	if (given !== undefined && family !== undefined && given !== family) {
		joinWords(capital(plainOf(given)), capital(plainOf(family)), joined);
	}
	return { parts, joined: joined.length > MAX_JOINED ? joined.slice(0, MAX_JOINED) : joined };
}

/**
 * Whether there is anything to look for in a row: whether `namePartsOf` gives a part or a joined form.
 *
 * @param cells as for `namePartsOf`
 */
export function hasNameParts(cells: readonly string[], columns: readonly NameColumn[]): boolean {
	for (const cell of cells) if (cell.length <= SHORT_CELL && PLAIN_WORD.test(cell)) return true;
	const { parts, joined } = namePartsOf(cells, columns);
	return parts.length > 0 || joined.length > 0;
}

/** However its letters are spelled out, they are not too many. */
const SHORT_CELL = 12;
/** Letters enough at the beginning: the word that they begin is a part. */
const PLAIN_WORD = /^[A-Za-z]{3}/;

/** The two words one behind the other, and each with the other's first letter. */
function joinWords(given: string, family: string, joined: string[]): void {
	addJoined(joined, given + family);
	addJoined(joined, family + given);
	addJoined(joined, `${given}.${family}`);
	addJoined(joined, `${given}_${family}`);
	addJoined(joined, initial(given) + family);
	addJoined(joined, given + initial(family));
}

/** As it is written, with its digits and signs. */
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

/** What of a cell is a name: of an email address what stands before the at sign, and before a plus. */
function nameIn(cell: string): string {
	if (cell.length > MAX_CELL) return '';
	const name = cell.trim();
	const at = name.indexOf('@');
	// A handle begins with it.
	if (at === 0) return name.slice(1);
	if (at < 0) return name;
	const plus = name.indexOf('+');
	return name.slice(0, plus > 0 && plus < at ? plus : at);
}

/**
 * The words of a name, each in lower case, and adds to `parts` what of them is looked for.
 *
 * @param name without blanks around it
 */
function wordsOf(name: string, parts: string[]): string[] {
	const words: string[] = [];
	let from = 0;
	// Where the last word in CamelCase begins.
	let hump = 0;
	let before = OTHER;
	for (let at = 0; at <= name.length; at += 1) {
		const code = at < name.length ? name.charCodeAt(at) : 0;
		if (code >= 128 || code === APOSTROPHE) return richWordsOf(name, parts);
		const sort = SORT[code] as number;
		if (sort === OTHER) {
			if (before !== OTHER) takeWord(name, from, hump, at, words, parts);
			from = at + 1;
			hump = from;
		} else if (sort === UPPER && before === LOWER) {
			addPart(parts, name.slice(hump, at).toLowerCase());
			hump = at;
		}
		before = sort;
	}
	return words;
}

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const APOSTROPHE = 0x27;
/** What each ASCII character is. */
const SORT: Uint8Array = new Uint8Array(128);
for (let letter = 0; letter < 26; letter += 1) {
	SORT[0x61 + letter] = LOWER;
	SORT[0x41 + letter] = UPPER;
}

/** Takes a word, and the last of its humps. */
function takeWord(
	name: string,
	from: number,
	hump: number,
	to: number,
	words: string[],
	parts: string[],
): void {
	const word = name.slice(from, to).toLowerCase();
	if (hump > from) addPart(parts, word.slice(hump - from));
	addPart(parts, word);
	words.push(word);
}

function addPart(parts: string[], word: string): void {
	const { length } = word;
	if (length >= MIN_LETTERS && length <= MAX_LETTERS && !parts.includes(word)) parts.push(word);
}

/** The same for names in any script, with apostrophes left out: O'Neill writes oneill. */
function richWordsOf(name: string, parts: string[]): string[] {
	const words: string[] = [];
	const text = name.normalize('NFC').replaceAll(/['’‘ʼ`´]/g, '');
	for (const [run] of text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
		const humps = run.split(/(?<=\p{Ll})(?=\p{Lu})/u);
		if (humps.length > 1) for (const hump of humps) addRichPart(parts, hump.toLowerCase());
		const word = run.toLowerCase().normalize('NFC');
		addRichPart(parts, word);
		words.push(word);
	}
	return words;
}

/** Adds a word as it is written, and as it is without what a keyboard may lack. */
function addRichPart(parts: string[], word: string): void {
	for (const form of new Set([word.normalize('NFC'), plainOf(word), spelledOutOf(word)])) {
		const letters = [...form].length;
		const fits = letters >= MIN_LETTERS && letters <= MAX_LETTERS;
		if (fits && !parts.includes(form)) parts.push(form);
	}
}

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

/** Without marks: `muller` for `müller`. Of text in lower case. */
function plainOf(text: string): string {
	if (/^[\0-\x7f]*$/.test(text)) return text;
	return text
		.normalize('NFD')
		.replaceAll(/\p{M}/gu, '')
		.replaceAll(/[ßæœøłđðþı]/g, (letter) => PLAIN[letter] as string)
		.normalize('NFC');
}

const SPELLED_OUT: Readonly<Record<string, string>> = {
	ä: 'ae',
	ö: 'oe',
	ü: 'ue',
	ø: 'oe',
	å: 'aa',
};

/** With two letters for one that has a mark, where a language does so: `mueller` for `müller`. */
function spelledOutOf(word: string): string {
	return plainOf(
		word.normalize('NFC').replaceAll(/[äöüøå]/g, (letter) => SPELLED_OUT[letter] as string),
	);
}
