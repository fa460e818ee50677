/**
 * The ways in which programs hash passwords that give hashes of the right length which no list contains: other bytes
 * than those of the password, or another algorithm.
 */

import { hash as digestOf, getHashes } from 'node:crypto';
import { EMPTY_LM_HASH, type HashKind, type HashKindName } from '../range/kind.ts';
import { PASSWORD_HASHING } from '../range/password.ts';

/** How a table's hashes were made, other than as the plain hash of each password. */
export type Hashing =
	/** The password in UTF-8, where the kind hashes UTF-16. */
	| 'utf8'
	/** The password in UTF-16, little-endian. */
	| 'utf16le'
	/** The password in UTF-16, big-endian. */
	| 'utf16be'
	/** The password after a byte order mark. */
	| 'byte_order_mark'
	/** The password and a line feed. */
	| 'line_feed'
	/** The password, a carriage return and a line feed. */
	| 'crlf'
	/** The password and a carriage return. */
	| 'carriage_return'
	/** The password and a blank. */
	| 'blank'
	/** The password and a NUL. */
	| 'nul'
	/** The password in quotes. */
	| 'quotes'
	/** The password in upper case. */
	| 'upper_case'
	/** The password in base64. */
	| 'base64'
	/** The password's own hash, as bytes or as hex digits. */
	| 'twice'
	/** The password's MD5, as bytes or as hex digits. */
	| 'of_md5'
	/** Not of this kind: the password's MD5. */
	| 'md5'
	/** Not of this kind: the password's RIPEMD-160. */
	| 'ripemd160'
	/** Not of this kind: the password's SHA-256 or SHA-512, cut. */
	| 'cut'
	/** Not of this kind: the LM hash of the empty password. */
	| 'lm'
	/** The password before or after the cell of another column. */
	| 'salted'
	/** No password: the cell of another column. */
	| 'of_cell';

/** One way, with all hashes that it may give for a password. */
export interface HashingWay {
	readonly hashing: Hashing;
	/** Completes "12 accounts have …": what their hash is. */
	readonly what: string;
	/** The hashes, as bytes, at least as many as a hash of the kind has. */
	readonly hashes: (password: string) => readonly Buffer[];
}

/** As in "the SHA-1 of a common password". */
export const HASH_OF: Readonly<Record<HashKindName, string>> = { sha1: 'SHA-1', ntlm: 'NT hash' };

/** The plain hash of a password, as the store has it. */
export function plainHash(kind: HashKind, password: string): Buffer {
	const { hash, encoding } = PASSWORD_HASHING[kind.name];
	return hash(Buffer.from(password, encoding));
}

/**
 * The hashes of a password together with something else of its account, such as a salt, which may be hex digits of
 * bytes, or a name, often in lower case.
 */
export function saltedHashes(kind: HashKind, password: string, salt: string): Buffer[] {
	const { hash, encoding } = PASSWORD_HASHING[kind.name];
	const own = Buffer.from(password, encoding);
	const salts = [...new Set([salt, salt.toLowerCase()])].map((text) => Buffer.from(text, encoding));
	if (/^(?:[0-9A-Fa-f]{2}){4,}$/.test(salt)) salts.push(Buffer.from(salt, 'hex'));
	const between = password === '' ? [''] : ['', ':'];
	return salts.flatMap((text) =>
		between.flatMap((mark) => {
			const middle = Buffer.from(mark, encoding);
			const before = hash(Buffer.concat([text, middle, own]));
			return password === '' ? [before] : [before, hash(Buffer.concat([own, middle, text]))];
		}),
	);
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The ways to try on a table of this kind. */
export function hashingWays(kind: HashKind): readonly HashingWay[] {
	const title = HASH_OF[kind.name];
	const { encoding, hash } = PASSWORD_HASHING[kind.name];
	const way = (
		hashing: Hashing,
		how: string,
		contents: (password: string) => readonly Buffer[],
	): HashingWay => ({
		hashing,
		what: `the ${title} of ${how}`,
		hashes: (password) => contents(password).map(hash),
	});
	/** A way that changes the text and keeps its encoding. */
	const text = (hashing: Hashing, how: string, ...changes: ((password: string) => string)[]) =>
		way(hashing, `a common password ${how}`, (password) =>
			changes.map((change) => Buffer.from(change(password), encoding)),
		);
	const ways = [
		way('utf16be', 'a common password in big-endian UTF-16', (own) => [utf16be(own)]),
		text('byte_order_mark', 'after a byte order mark', (own) => BYTE_ORDER_MARK + own),
		text('line_feed', 'with a line feed at its end', (own) => `${own}\n`),
		text('crlf', 'with a carriage return and a line feed at its end', (own) => `${own}\r\n`),
		text('carriage_return', 'with a carriage return at its end', (own) => `${own}\r`),
		text('blank', 'with a blank at its end', (own) => `${own} `),
		text('nul', 'with a NUL at its end', (own) => `${own}\0`),
		text(
			'quotes',
			'in quotes',
			(own) => `"${own}"`,
			(own) => `'${own}'`,
		),
		text('upper_case', 'in upper case', (own) => own.toUpperCase()),
		text('base64', 'in base64', (own) => Buffer.from(own).toString('base64')),
		way('twice', `the ${title} of a common password`, (own) =>
			spellings(hash(Buffer.from(own, encoding)), encoding),
		),
		way('of_md5', 'the MD5 of a common password', (own) => spellings(digest('md5', own), encoding)),
	];
	return [
		encoding === 'utf8'
			? way('utf16le', 'a common password in UTF-16', (own) => [
					Buffer.from(own, 'utf16le'),
					Buffer.from(BYTE_ORDER_MARK + own, 'utf16le'),
				])
			: way('utf8', 'a common password in UTF-8', (own) => [Buffer.from(own)]),
		...ways,
		...otherAlgorithms(kind),
	];
}

/** Completes "12 accounts have …": what a hash made in this way is. */
export function describeHashing(hashing: Hashing, kind: HashKind): string {
	const title = HASH_OF[kind.name];
	if (hashing === 'salted') return `the ${title} of a common password and a cell of their own row`;
	if (hashing === 'of_cell') return `the ${title} of a cell of their own row`;
	const way = hashingWays(kind).find((known) => known.hashing === hashing);
	return way?.what ?? `the ${title} of something else`;
}

/** Hashes of other algorithms that look like this kind, being of the same length, or cut or filled up to it. */
function otherAlgorithms({ bytes }: HashKind): HashingWay[] {
	const ways: HashingWay[] = [
		{
			hashing: 'md5',
			what: 'the MD5 of a common password',
			// A database fills a binary column of fixed size up with zeros.
			hashes: (own) => [Buffer.concat([digest('md5', own), Buffer.alloc(bytes - 16)])],
		},
		{
			hashing: 'cut',
			what: 'another hash of a common password, cut to the same length',
			hashes: (own) =>
				['sha1', 'sha256', 'sha512']
					.map((algorithm) => digest(algorithm, own))
					.filter((hash) => hash.length > bytes),
		},
	];
	if (bytes === 16) {
		ways.push({
			hashing: 'lm',
			what: 'the LM hash of the empty password, where Windows keeps no other',
			hashes: (own) => (own === '' ? [Buffer.from(EMPTY_LM_HASH, 'hex')] : []),
		});
	}
	// Not in every build of OpenSSL.
	if (bytes === 20 && getHashes().includes('ripemd160')) {
		ways.push({
			hashing: 'ripemd160',
			what: 'the RIPEMD-160 of a common password',
			hashes: (own) => [digest('ripemd160', own)],
		});
	}
	return ways;
}

function digest(algorithm: string, content: string | Uint8Array): Buffer {
	return digestOf(algorithm, content, 'buffer');
}

/** A hash as what a program may hash again: its bytes, and its hex digits. */
function spellings(hash: Buffer, encoding: 'utf8' | 'utf16le'): Buffer[] {
	const digits = hash.toString('hex');
	return [hash, Buffer.from(digits, encoding), Buffer.from(digits.toUpperCase(), encoding)];
}

function utf16be(text: string): Buffer {
	return Buffer.from(text, 'utf16le').swap16();
}
