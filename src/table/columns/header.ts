/** Finds columns by their names in the header, and describes the header without showing what may be data. */

import { CredcheckError } from '../../errors.ts';
import type { HashKind, HashKindName } from '../../range/kind.ts';

/** Names of columns of hashes of any kind. */
const ANY_HASH_NAMES: readonly string[] = [
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
/** Well-known names, in order of preference, as `normalize` spells them. */
export const HASH_NAMES: Readonly<Record<HashKindName, readonly string[]>> = {
	sha1: [
		'sha1',
		'sha1_hash',
		'password_sha1',
		'sha1_password',
		'hash_sha1',
		'sha_1',
		...ANY_HASH_NAMES,
	],
	ntlm: [
		'nt_hash',
		'nthash',
		'ntlm',
		'ntlm_hash',
		'ntlmhash',
		'nt',
		'password_nt',
		'password_ntlm',
		'nt_password',
		'ntlm_password',
		'hash_nt',
		'hash_ntlm',
		// As Samba and Active Directory call it.
		'sambantpassword',
		'unicodepwd',
		...ANY_HASH_NAMES,
	],
};
export const ID_NAMES: readonly string[] = [
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
 * The index of the column that an option names; undefined when it names none.
 *
 * @throws CredcheckError INPUT when the table has no such column, or several
 */
export function named(header: readonly string[], name: string | undefined): number | undefined {
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

/** The index of the first of these names that the header has, except in the column `taken`. */
export function firstOf(
	header: readonly string[],
	names: readonly string[],
	taken: number,
): number | undefined {
	for (const name of names) {
		const [index, other] = indexesOf(
			header,
			(column, at) => at !== taken && normalize(column) === name,
		);
		if (index !== undefined && other !== undefined) checkDiffer(header, index, other);
		if (index !== undefined) return index;
	}
	return undefined;
}

/** @throws CredcheckError INPUT when both columns have one name: only the user knows which is meant */
export function checkDiffer(header: readonly string[], one: number, other: number): void {
	if (normalize(header[one] as string) !== normalize(header[other] as string)) return;
	throw new CredcheckError(
		'INPUT',
		`the table has two columns ${quoted(header[one])}`,
		'rename one of them',
	);
}

/** Matches an email address or some form of hash, which no column would be called. */
const DATA = /[0-9A-Fa-f]{16}|^[$*{]|@|[A-Za-z0-9+/]{20,}=/;

/**
 * Refuses a first row that looks like data: it would not be checked, and messages would show its hash.
 *
 * @throws CredcheckError INPUT
 */
export function checkIsHeader(header: readonly string[], { name }: HashKind): void {
	if (!header.some((column) => DATA.test(column.trim()))) return;
	throw new CredcheckError(
		'INPUT',
		'the first line contains data, not column names',
		`add a header line before it, such as user_id,email,${HASH_NAMES[name][0]}`,
	);
}

/** Lists the names in the header, unless none is well known: it may then be a row of data. */
export function describeHeader(header: readonly string[]): string {
	const known = [...HASH_NAMES.sha1, ...HASH_NAMES.ntlm, ...ID_NAMES, ...EMAIL_NAMES];
	if (!header.some((name) => known.includes(normalize(name)))) {
		return 'the first line must name the columns';
	}
	const names = header.slice(0, 20).map(quoted);
	return `the columns are ${names.join(', ')}${header.length > 20 ? ', ...' : ''}`;
}

/** A column name for use in a message; one that may be data is not shown. */
export function quoted(name: string | undefined): string {
	const text = (name ?? '').trim();
	return /^[\p{L}\p{N} _.-]{1,40}$/u.test(text) ? `"${text}"` : '(a name not shown)';
}

export function indexesOf(
	header: readonly string[],
	test: (name: string, index: number) => boolean,
): number[] {
	return header.flatMap((name, index) => (test(name, index) ? [index] : []));
}
