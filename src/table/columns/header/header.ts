/** Finds columns by their names in the header, and describes the header without showing what may be data. */

import { CredcheckError } from '../../../errors.ts';
import type { HashKind } from '../../../range/kind.ts';
import { EMAIL_NAMES, HASH_NAMES, ID_NAMES } from './known-names.ts';

/** The names in the first row, trimmed; some programs write the header as a comment. */
export function namesIn(first: readonly string[]): string[] {
	return first.map((name, index) =>
		index === 0 ? name.trim().replace(/^#\s*(?=.)/, '') : name.trim(),
	);
}

/**
 * Header names are compared without case, with spaces, dots and dashes as underscores, and without the quotes and
 * brackets of databases.
 */
export function normalize(name: string): string {
	return name
		.trim()
		.replace(/^(?:`(.+)`|\[(.+)\]|'(.+)')$/, '$1$2$3')
		.toLowerCase()
		.replaceAll(/[\s.-]+/g, '_');
}

/**
 * The last part of a path that is a name, normalized: `sha1` of `services.password.sha1`, and `emails` of `emails.0`.
 * Undefined if the name is no path.
 */
function endOfPath(name: string): string | undefined {
	const parts = name.trim().split(/[./:]/);
	return parts.length === 1
		? undefined
		: normalize(parts.findLast((part) => /[^\d]/.test(part)) ?? '');
}

/**
 * The columns with well-known names, in order of preference: those with the very names, then those whose path ends
 * with one, unless several do.
 */
export function withKnownName(header: readonly string[], names: readonly string[]): number[] {
	const { byName, byEnd } = indexOfHeader(header);
	const exact = names.flatMap((name) => byName.get(name) ?? []);
	const paths = names.flatMap((name) => {
		const ends = byEnd.get(name) ?? [];
		return ends.length === 1 ? ends : [];
	});
	return [...new Set([...exact, ...paths])];
}

/** The columns of a header by their names, and by the ends of those that are paths, as these are compared. */
interface HeaderIndex {
	readonly byName: ReadonlyMap<string, readonly number[]>;
	readonly byEnd: ReadonlyMap<string, readonly number[]>;
}

/** Made once for each header, which is asked for many names and may have a million. */
const INDEXES = new WeakMap<readonly string[], HeaderIndex>();

function indexOfHeader(header: readonly string[]): HeaderIndex {
	const known = INDEXES.get(header);
	if (known !== undefined) return known;
	const index = { byName: groupedBy(header, normalize), byEnd: groupedBy(header, endOfPath) };
	INDEXES.set(header, index);
	return index;
}

function groupedBy(
	header: readonly string[],
	keyOf: (name: string) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
	const groups = new Map<string, number[]>();
	for (const [index, name] of header.entries()) {
		const key = keyOf(name);
		const group = key === undefined ? undefined : groups.get(key);
		if (group !== undefined) group.push(index);
		else if (key !== undefined) groups.set(key, [index]);
	}
	return groups;
}

/** Whether a column may have this name because of what it contains. */
export function isKnownName(name: string): boolean {
	return isHashName(name) || isOneOf(name, [...ID_NAMES, ...EMAIL_NAMES]);
}

function isHashName(name: string): boolean {
	return isOneOf(name, [...HASH_NAMES.sha1, ...HASH_NAMES.ntlm]);
}

function isOneOf(name: string, names: readonly string[]): boolean {
	return names.includes(normalize(name)) || names.includes(endOfPath(name) ?? '');
}

/**
 * The index of the column that an option names, or gives by its number, from 1; undefined when it does neither.
 *
 * @throws CredcheckError INPUT when the table has no such column, or several
 */
export function named(header: readonly string[], name: string | undefined): number | undefined {
	if (name === undefined) return undefined;
	const index = columnOf(header, name);
	if (index !== undefined) return index;
	throw new CredcheckError(
		'INPUT',
		`the table has no column ${quoted(name)}`,
		describeHeader(header),
	);
}

/** The same, but undefined when the table has no such column. */
export function columnOf(header: readonly string[], name: string): number | undefined {
	const exact = indexesOf(header, (column) => column.trim() === name.trim());
	const matches =
		exact.length > 0 ? exact : indexesOf(header, (column) => normalize(column) === normalize(name));
	if (matches.length === 1) return matches[0];
	if (matches.length === 0) {
		const number = /^[1-9]\d{0,5}$/.test(name) ? Number(name) : 0;
		return number > 0 && number <= header.length ? number - 1 : undefined;
	}
	throw new CredcheckError(
		'INPUT',
		`the table has ${matches.length} columns ${quoted(name)}`,
		describeHeader(header),
	);
}

/** The index of the first of these names that the header has, except in the column `taken`. */
export function firstOf(
	header: readonly string[],
	names: readonly string[],
	taken: number,
): number | undefined {
	const [index, other] = withKnownName(header, names).filter((at) => at !== taken);
	if (index !== undefined && other !== undefined) checkDiffer(header, index, other);
	return index;
}

/** @throws CredcheckError INPUT when both columns have one name: only the user knows which is meant */
export function checkDiffer(header: readonly string[], one: number, other: number): void {
	if (normalize(header[one] as string) !== normalize(header[other] as string)) return;
	throw new CredcheckError(
		'INPUT',
		`the table has two columns ${quoted(header[one])}`,
		'rename one of them, or give the number of one, from 1, instead of a name',
	);
}

/** Matches an email address or some form of hash, which no column would be called. */
const DATA = /[0-9A-Fa-f]{16}|^[$*{]|@|[A-Za-z0-9+/]{20}=/;

/** Whether no column would be called so. */
export function mayBeData(name: string): boolean {
	return DATA.test(name.trim());
}

/**
 * Refuses a first row that looks like data: it would not be checked, and messages would show its hash.
 *
 * @throws CredcheckError INPUT
 */
export function checkIsHeader(header: readonly string[], { name }: HashKind): void {
	if (!header.some(mayBeData)) return;
	throw new CredcheckError(
		'INPUT',
		'the first line contains data, not column names',
		`add a header line before it, such as user_id,email,${HASH_NAMES[name][0]}, or use --no-header`,
	);
}

/**
 * Lists the names in the header, unless none is well known: it may then be a row of data.
 *
 * @param hasNames whether it is known to be none
 */
export function describeHeader(header: readonly string[], hasNames = false): string {
	if (
		!hasNames &&
		!header.some((name, index) => isKnownName(name) || name === `column${index + 1}`)
	) {
		const numbers =
			header.length === 1 ? 'its number is 1' : `its number, 1 to ${header.length}, will do`;
		return `${numbers}; the first line is not shown, since it may be data`;
	}
	const names = header.slice(0, 20).map(quoted);
	return `the columns are ${names.join(', ')}${header.length > 20 ? ', ...' : ''}`;
}

/** A column name for use in a message; one that may be data is not shown. */
export function quoted(name: string | undefined): string {
	const text = (name ?? '').trim();
	return /^[\p{L}\p{N} _.()-]{1,40}$/u.test(text) ? `"${text}"` : '(a name not shown)';
}

/** How an option can name the column: by its name if a shell takes it as it is. */
export function nameOrNumber(header: readonly string[], index: number): string {
	const name = header[index] as string;
	return /^[A-Za-z_][\w.-]{0,39}$/.test(name) ? name : String(index + 1);
}

export function indexesOf(
	header: readonly string[],
	test: (name: string, index: number) => boolean,
): number[] {
	return header.flatMap((name, index) => (test(name, index) ? [index] : []));
}
