/** Finding the columns of a table: by the names the user gave, else by header, else by content. */

import { CredcheckError } from '../errors.ts';
import { type CellFault, describeCells, faultOf, isSha1 } from './hash-cell.ts';
import type { Row } from './records.ts';

export interface ColumnOptions {
	readonly hashColumn?: string | undefined;
	readonly idColumn?: string | undefined;
	readonly emailColumn?: string | undefined;
	/** Columns to copy into the lists. */
	readonly keep?: readonly string[] | undefined;
}

/** Indexes into a row. */
export interface Columns {
	readonly hash: number;
	/** Undefined only in a table that has nothing beside the hash. */
	readonly id: number | undefined;
	readonly email: number | undefined;
	readonly keep: readonly number[];
}

/** In order of preference, as `normalize` spells them. */
const HASH_NAMES = [
	'sha1',
	'sha1_hash',
	'password_sha1',
	'sha1_password',
	'hash_sha1',
	'sha_1',
	'hash',
	'password_hash',
	'passwordhash',
	'hashed_password',
	'pw_hash',
	'pwd_hash',
	'passwd_hash',
	'password',
	'passwd',
	'pwd',
];
const ID_NAMES = [
	'user_id',
	'userid',
	'account_id',
	'accountid',
	'id',
	'uid',
	'username',
	'user_name',
	'user',
	'account',
	'login',
	'customer_id',
	'member_id',
];
export const EMAIL_NAMES: readonly string[] = [
	'email',
	'email_address',
	'emailaddress',
	'mail',
	'e_mail',
	'mail_address',
	'user_email',
];

/** Header names are compared without case, and with spaces, dots and dashes as underscores. */
export function normalize(name: string): string {
	return name
		.trim()
		.toLowerCase()
		.replaceAll(/[\s.-]+/g, '_');
}

/**
 * @param header the first row
 * @param sample some data rows, for finding the hash column by content
 * @throws CredcheckError INPUT when a column is not there or not what it has to be, USAGE when the
 *   hash column is asked for in the lists
 */
export function findColumns(
	header: readonly string[],
	sample: readonly Row[],
	options: ColumnOptions,
): Columns {
	checkIsHeader(header);
	const cells = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	const hash = findHashColumn(header, cells, options.hashColumn);
	const id = named(header, options.idColumn) ?? firstOf(header, ID_NAMES, hash);
	if (id === undefined && header.length > 1) {
		throw new CredcheckError(
			'INPUT',
			'no column with the account id was found',
			`name it with --id-column; ${describeHeader(header)}`,
		);
	}
	const email = named(header, options.emailColumn) ?? firstOf(header, EMAIL_NAMES, hash);
	const keep = (options.keep ?? []).map((name) => named(header, name) as number);
	if ([id, email, ...keep].includes(hash)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hash])} holds the hashes and cannot go into the lists`,
		);
	}
	return { hash, id, email, keep };
}

/** The index of the column the user named; undefined when none was named. */
function named(header: readonly string[], name: string | undefined): number | undefined {
	if (name === undefined) return undefined;
	const exact = indexesOf(header, (column) => column.trim() === name.trim());
	const matches =
		exact.length > 0 ? exact : indexesOf(header, (column) => normalize(column) === normalize(name));
	if (matches.length === 1) return matches[0];
	throw new CredcheckError(
		'INPUT',
		matches.length === 0
			? `the table has no column ${quoted(name)}`
			: `the table has ${matches.length} columns ${quoted(name)}`,
		describeHeader(header),
	);
}

function firstOf(
	header: readonly string[],
	names: readonly string[],
	taken: number,
): number | undefined {
	for (const name of names) {
		const index = header.findIndex((column, at) => at !== taken && normalize(column) === name);
		if (index >= 0) return index;
	}
	return undefined;
}

function findHashColumn(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	name: string | undefined,
): number {
	const profiles = header.map((_, index) => profileOf(sample, index));
	const byName = named(header, name);
	const candidates =
		byName === undefined
			? HASH_NAMES.flatMap((known) => indexesOf(header, (column) => normalize(column) === known))
			: [byName];
	const likely = candidates.find((index) => (profiles[index]?.sha1 ?? 0) > 0);
	if (likely !== undefined) return likely;
	if (byName === undefined) {
		const byContent = indexesOf(header, (_, index) => isMostlySha1(profiles[index]));
		if (byContent.length === 1) return byContent[0] as number;
		if (byContent.length > 1) {
			throw new CredcheckError(
				'INPUT',
				`${byContent.length} columns hold SHA-1 hashes`,
				`say which with --hash-column: ${byContent.map((index) => quoted(header[index])).join(', ')}`,
			);
		}
	}
	const [first] = candidates;
	if (first === undefined) {
		throw new CredcheckError(
			'INPUT',
			'no column with SHA-1 hashes was found',
			`name it with --hash-column; ${describeHeader(header)}`,
		);
	}
	const fault = profiles[first]?.mostly;
	// Nothing but empty cells so far says nothing against it.
	if (fault === undefined || fault === 'empty') return first;
	throw notSha1(header[first] ?? '', fault);
}

/** The error for a column that holds something else. Shows no cell. */
export function notSha1(column: string, fault: CellFault): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} holds no SHA-1 hashes: its cells ${describeCells(fault)}`,
		fault === 'looks_like_base64'
			? 'convert them to 40 hex digits'
			: 'credcheck needs the unsalted SHA-1 of each password as 40 hex digits',
	);
}

interface Profile {
	readonly sha1: number;
	readonly filled: number;
	/** The commonest fault among filled cells, `empty` when all are empty, undefined without rows. */
	readonly mostly: CellFault | undefined;
}

function profileOf(sample: readonly (readonly string[])[], index: number): Profile {
	const faults = new Map<CellFault, number>();
	let sha1 = 0;
	let filled = 0;
	for (const row of sample) {
		const cell = (row[index] ?? '').trim();
		if (isSha1(cell)) {
			sha1 += 1;
			filled += 1;
			continue;
		}
		const fault = faultOf(cell);
		if (fault === 'empty') continue;
		filled += 1;
		faults.set(fault, (faults.get(fault) ?? 0) + 1);
	}
	const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a);
	return { sha1, filled, mostly: commonest?.[0] ?? (sample.length > 0 ? 'empty' : undefined) };
}

function isMostlySha1(profile: Profile | undefined): boolean {
	return profile !== undefined && profile.sha1 > 0 && profile.sha1 >= profile.filled / 2;
}

/** A table without a header would lose its first row, and with it a hash in every message. */
function checkIsHeader(header: readonly string[]): void {
	if (!header.some((name) => looksSecret(name))) return;
	throw new CredcheckError(
		'INPUT',
		'the first line holds data, not column names',
		'put a header line before it, such as user_id,email,sha1',
	);
}

/** Whether this is no name of a column, but looks like a hash in some form, or an address. */
function looksSecret(name: string): boolean {
	const text = name.trim();
	return (
		/[0-9A-Fa-f]{16}/.test(text) ||
		/^[$*{]/.test(text) ||
		text.includes('@') ||
		/[A-Za-z0-9+/]{20,}=/.test(text)
	);
}

function describeHeader(header: readonly string[]): string {
	const names = header.slice(0, 20).map(quoted);
	return `the columns are ${names.join(', ')}${header.length > 20 ? ', ...' : ''}`;
}

function quoted(name: string | undefined): string {
	const text = (name ?? '').trim();
	return `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
}

function indexesOf(
	header: readonly string[],
	test: (name: string, index: number) => boolean,
): number[] {
	return header.flatMap((name, index) => (test(name, index) ? [index] : []));
}
