/** Tables whose match rate says nothing, or less than it seems: a gate passes on none of them. */

import { createHash } from 'node:crypto';
import { sha1 } from '../support/ranges.ts';
import { type Case, isRead, isRefused } from './case.ts';
import { MATCHED, PEOPLE, tableOf } from './people.ts';

const HEADER = 'user_id,email,password_hash';

/** `all` rows, of which the last `bad` have this instead of their hash. */
function partlyBad(all: number, bad: number, cell: string): string {
	return tableOfMany(all, (hash, index) => (index < all - bad ? hash : cell));
}

/** Ids of the accounts of `tableOfMany` whose password is known, among the first `all`. */
function matchedOf(all: number): string[] {
	return Array.from({ length: all }, (_, index) => index)
		.filter((index) => index < 28 && index % PEOPLE.length < MATCHED.length)
		.map((index) => String(index));
}

/** The people four times, each time as another account, and then accounts of which nothing is known. */
function tableOfMany(all: number, cell: (hash: string, index: number) => string): string {
	const rows = Array.from({ length: all }, (_, index) => {
		const { email, hash } = PEOPLE[index % PEOPLE.length] as (typeof PEOPLE)[number];
		return `${index},${email},${cell(index < 28 ? hash : peppered(index), index)}`;
	});
	return [HEADER, ...rows, ''].join('\n');
}

/** What people choose: every third has one of the most common passwords. */
const CHOSEN = ['123456', 'password', 'iloveyou'];
const COMMON = Array.from({ length: 36 }, (_, index) =>
	index % 3 === 0 ? (CHOSEN[(index / 3) % CHOSEN.length] as string) : `of no list ${index}`,
);

/** A table of 36 accounts with hashes made in some way. */
function tableOfHashes(hash: (password: string, index: number) => string, header = HEADER): string {
	const rows = COMMON.map((own, index) => `${index},p${index}@example.org,${hash(own, index)}`);
	return [header, ...rows, ''].join('\n');
}

const sha1Hex = (content: string | Buffer) => createHash('sha1').update(content).digest('hex');

interface Doubt {
	readonly name: string;
	readonly content: string;
	/** What is said before the match rate, with and without a gate. */
	readonly says: readonly RegExp[];
	/** Default none. */
	readonly candidates?: readonly string[];
	readonly rejected?: Readonly<Record<string, number>>;
	/** Without a gate; default 0. */
	readonly code?: number;
	readonly flags?: readonly string[];
}

/** The table by itself, and as one that a gate rests on. */
function doubt({ name, content, says, code = 0, flags = [], ...found }: Doubt): Case[] {
	const { candidates = [], rejected = {} } = found;
	return [
		{ name, content, flags, expected: { code, candidates, rejected, says } },
		{
			name: `${name}, which a gate does not let pass`,
			content,
			flags: [...flags, '--fail-over', '100'],
			expected: { code: 4, candidates, rejected, says: [...says, /^error: /m] },
		},
	];
}

type RowOf = (id: string, hash: string) => string;
const HASH_FIRST: RowOf = (id, hash) => `${hash},${id}`;
const ID_FIRST: RowOf = (id, hash) => `${id},${hash}`;
const fourDigits = (id: string) => String(1000 + Number(id));

/** Twelve accounts with known passwords, and no line end after the last. */
function unended(header: string, row: RowOf): string {
	const rows = idsBelow(12).map((id, index) =>
		row(fourDigits(id), PEOPLE[index % MATCHED.length]?.hash ?? ''),
	);
	return [header, ...rows].join('\n');
}

interface Cut {
	readonly where: string;
	readonly header: string;
	readonly row: RowOf;
	/** Bytes of the last row that are missing. */
	readonly bytes: number;
	/** Why this row is rejected, if it is. */
	readonly reason?: string;
}

const CUT: readonly Cut[] = [
	{ where: 'in its last id', header: 'sha1,user_id', row: HASH_FIRST, bytes: 2, reason: 'cut_off' },
	{
		where: 'in its last hash',
		header: 'user_id,sha1',
		row: ID_FIRST,
		bytes: 7,
		reason: 'wrong_length',
	},
	{
		where: 'before its last hash',
		header: 'user_id,name,sha1',
		row: (id, hash) => `${id},y,${hash}`,
		bytes: 42,
		reason: 'ragged_row',
	},
	{
		where: 'after its last hash',
		header: 'user_id,sha1,name',
		row: (id, hash) => `${id},${hash},y`,
		bytes: 2,
	},
	{
		where: 'in an id before another column',
		header: 'sha1,user_id,name',
		row: (id, hash) => `${hash},${id},y`,
		bytes: 4,
		reason: 'cut_off',
	},
];

export const DOUBTS: readonly Case[] = [
	...doubt({
		name: 'of which half cannot be read',
		content: partlyBad(20, 10, 'nonsense'),
		candidates: matchedOf(10),
		rejected: { not_hex: 10 },
		code: 4,
		says: [/^warning: 10 of 20 rows \(50\.0 %\) were rejected, more than --max-rejected 10 allows/],
	}),
	...doubt({
		name: 'of which four in ten have no password, as with single sign-on',
		content: partlyBad(20, 8, ''),
		candidates: matchedOf(12),
		rejected: { empty: 8 },
		code: 4,
		says: [/single sign-on, may be left out of the export, or allowed with --max-rejected 40$/m],
	}),
	{
		name: 'of which four in ten have no password, as is allowed',
		content: partlyBad(20, 8, ''),
		flags: ['--max-rejected', '40', '--fail-over', '100'],
		expected: {
			candidates: matchedOf(12),
			rejected: { empty: 8 },
			says: [/^warning: 8 of 20 rows \(40\.0 %\) were rejected and not checked\nhint: empty/],
		},
	},
	{
		name: 'of which exactly 10 % cannot be read',
		content: partlyBad(20, 2, 'nonsense'),
		flags: ['--fail-over', '100'],
		expected: {
			code: 0,
			candidates: matchedOf(18),
			rejected: { not_hex: 2 },
			says: [/^warning: 2 of 20 rows \(10\.0 %\) were rejected and not checked\nhint: not_hex/],
		},
	},
	{
		name: 'of which 1.5 % cannot be read',
		content: partlyBad(200, 3, '$2b$12$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p'),
		flags: ['--fail-over', '100'],
		expected: {
			code: 0,
			candidates: matchedOf(197),
			rejected: { looks_like_bcrypt: 3 },
			says: [/^warning: 3 of 200 rows \(1\.5 %\) were rejected and not checked\n/],
		},
	},
	{
		name: 'of which 1 % cannot be read, of which there is no warning',
		content: partlyBad(200, 2, 'nonsense'),
		flags: ['--fail-over', '100', '--max-rejected', '1'],
		expected: { candidates: matchedOf(198), rejected: { not_hex: 2 } },
	},
	{
		name: 'of which no row at all may be rejected',
		content: partlyBad(200, 1, 'nonsense'),
		flags: ['--max-rejected', '0'],
		expected: {
			code: 4,
			candidates: matchedOf(199),
			rejected: { not_hex: 1 },
			says: [/^warning: 1 of 200 rows \(0\.5 %\) was rejected, more than --max-rejected 0 allows/],
		},
	},
	...[
		['', (cell: string) => cell, ','],
		['quoted ', (cell: string) => `"${cell}"`, ','],
		['quoted, separated ', (cell: string) => `"${cell}"`, ', '],
	].map(([what, quote, between]): Case => {
		const line = (index: number) =>
			[String(index), sha1(index % 2 === 0 ? 'tulip' : 'no list')]
				.map(quote as (cell: string) => string)
				.join(between as string);
		const rows = Array.from({ length: 9000 }, (_, index) => line(index));
		return {
			name: `whose last ${what}rows, of another file, end with CR alone`,
			content: `${['user_id', 'sha1'].map(quote as (cell: string) => string).join(between as string)}\n${rows.slice(0, 8000).join('\n')}\n${rows.slice(8000).join('\r')}\n`,
			flags: ['--fail-over', '100'],
			expected: {
				code: 4,
				candidates: rows
					.slice(0, 8000)
					.flatMap((_, index) => (index % 2 === 0 ? [String(index)] : [])),
				rejected: { several_rows: 1 },
				says: [
					/^warning: 1 rejected row has other rows in it, and how many were not read is not known/m,
					/^error: 1 rejected row has other rows in it.*\nhint: .*tr '\\r' '\\n'/m,
				],
			},
		};
	}),
	{
		name: 'whose first thousand rows, of an older system, have other hashes',
		content: migrated(),
		expected: {
			code: 4,
			says: [
				/"password" contains no SHA-1 hashes in the first 1,000 rows: its cells look like bcrypt$/m,
				/^hint: .*; if there are hashes further down, name the column with --hash-column$/m,
			],
		},
	},
	{
		name: 'whose first thousand rows have other hashes, with the column named',
		content: migrated(),
		flags: ['--hash-column', 'password', '--max-rejected', '100'],
		expected: {
			candidates: MATCHED,
			rejected: { looks_like_bcrypt: 1100 },
			says: [/^warning: 1,100 of 1,107 rows/m],
		},
	},
	...doubt({
		name: 'with the SHA-1 of passwords in UTF-16',
		content: tableOfHashes((own) => sha1Hex(Buffer.from(own, 'utf16le'))),
		says: [/^warning: 12 of 36 accounts have the SHA-1 of a common password in UTF-16$/m],
	}),
	...doubt({
		name: 'with the SHA-1 of lines, their ends included',
		content: tableOfHashes((own) => sha1Hex(`${own}\n`)),
		says: [/^warning: 12 of 36 accounts have .* with a line feed at its end$/m],
	}),
	...doubt({
		name: 'with the SHA-1 of passwords in upper case',
		content: tableOfHashes((own) => sha1Hex(own.toUpperCase())),
		says: [/^warning: 8 of 36 accounts have the SHA-1 of a common password in upper case/m],
	}),
	...doubt({
		name: 'with the SHA-1 of the MD5 that an older system had',
		content: tableOfHashes((own) => sha1Hex(createHash('md5').update(own).digest('hex'))),
		says: [/^warning: 12 of 36 accounts have the SHA-1 of the MD5 of a common password$/m],
	}),
	...doubt({
		name: 'with hashes of the addresses, as for pictures, and none of passwords',
		content: tableOfHashes((_, index) => sha1Hex(`p${index}@example.org`)),
		says: [
			/^warning: 36 of 36 accounts have the SHA-1 of a cell of their own row/m,
			/^hint: hashed alone, without a password: the column "email"; name the column/m,
		],
	}),
	...doubt({
		name: 'with salts in a column beside the hashes',
		content: tableOfHashes(
			(own, index) => `${sha1Hex(`s${index}${own}`)},s${index}`,
			`${HEADER},salt`,
		),
		says: [
			/^warning: 8 of 36 accounts have the SHA-1 of a common password and a cell of their own row$/m,
			/^hint: hashed together with the password: the column "salt"$/m,
		],
	}),
	...doubt({
		name: 'with salts in a column, used in a way of its own',
		content: tableOfHashes(
			(own, index) => `${sha1Hex(`${own}~s${index}~${own}`)},s${index}`,
			`${HEADER},pw_salt`,
		),
		says: [
			/^warning: not one of 36 accounts could be looked up.*\n/m,
			/^hint: salted hashes do not match; salts may be in the column "pw_salt"$/m,
		],
	}),
	...doubt({
		name: 'with a pepper, of which nothing in the table tells',
		content: tableOfMany(36, (_, index) => peppered(index)),
		says: [
			/^warning: not one of 36 accounts matched; in any population at least 5 % do$/m,
			/^hint: are these hashes the unsalted SHA-1 of each password alone\?$/m,
			/pepper: a secret/,
			/--expected-rate 0$/m,
		],
	}),
	...doubt({
		name: 'with the passwords in another column than the one named for them',
		content: [
			'user_id,sha1,old_hash',
			...Array.from(
				{ length: 36 },
				(_, index) => `${index},${peppered(index)},${peppered(-index - 1)}`,
			),
			'',
		].join('\n'),
		says: [/--hash-column another column can be tried: the column "old_hash" has such hashes$/m],
	}),
	{
		name: 'without public passwords, as a blocklist keeps it, and as is said',
		content: tableOfMany(36, (_, index) => peppered(index)),
		flags: ['--expected-rate', '0', '--fail-over', '1'],
		expected: { candidates: [] },
	},
	{
		name: 'with a column named salt that is only left over',
		content: tableOf(`${HEADER},salt`, ({ id, email, hash }) => `${id},${email},${hash},x`),
		expected: { candidates: MATCHED },
	},
	...[
		[
			'password_hash',
			'$2b$12$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p',
			'avatar_sha1',
		],
		['password_hash', '', 'avatar_sha1'],
		['password', 'Tr0ub4dor', 'file_digest'],
		['credentials', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g', 'etag'],
		['password_md5', 'd41d8cd98f00b204e9800998ecf8427e', 'avatar_sha1'],
		['user_password', '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy', 'hash'],
	].map(([password, cell, other]) =>
		isRefused(
			`whose column ${password} has no SHA-1, but ${JSON.stringify(cell?.slice(0, 4))}, and whose column ${other} has`,
			tableOf(`user_id,${password},${other}`, ({ id, hash }) => `${id},"${cell}",${hash}`),
			[
				new RegExp(
					`^error: the first cells of the column "${password}" .*; the column "${other}" has SHA-1 hashes, but these may be of something else than passwords\nhint: .*--hash-column`,
				),
			],
		),
	),
	...doubt({
		name: 'of which a tenth has one hash that nobody chose',
		content: tableOfMany(400, (hash, index) => (index % 10 === 9 ? peppered(1000) : hash)),
		flags: ['--expected-rate', '0'],
		candidates: matchedOf(400).filter((id) => !id.endsWith('9')),
		says: [
			/^warning: 40 of 400 accounts \(10\.0 %\) have the same hash: is it a placeholder, or the password that new accounts get\?$/m,
		],
	}),
	...doubt({
		name: 'of which a tenth has the hash of the empty password, as for single sign-on',
		content: tableOfMany(400, (hash, index) => (index % 10 === 9 ? sha1('') : hash)),
		flags: ['--limit', '1'],
		// Of the same tier, and in one class of counts.
		candidates: ['2'],
		says: [
			/^warning: 40 of 400 accounts \(10\.0 %\) have the hash of the empty password: do they have a password\?\n/m,
		],
	}),
	{
		name: 'of which one in twenty has the same hash',
		content: tableOfMany(800, (hash, index) => (index % 20 === 19 ? peppered(1000) : hash)),
		flags: ['--expected-rate', '0', '--fail-over', '100'],
		expected: { candidates: matchedOf(800).filter((id) => Number(id) % 20 !== 19) },
	},
	{
		name: 'so small that a few who share a password are many',
		content: tableOfMany(58, (hash, index) => (index % 2 === 1 ? peppered(1000) : hash)),
		flags: ['--expected-rate', '0', '--fail-over', '100'],
		expected: { candidates: matchedOf(58).filter((id) => Number(id) % 2 === 0) },
	},
	...doubt({
		name: 'of which one account in a hundred is in two rows',
		content: tableOfMany(200, (hash) => hash)
			.replace(/^199,/m, '7,')
			.replace(/^198,/m, '8,'),
		candidates: matchedOf(200),
		says: [
			/^warning: 2 account ids are in 4 rows: .*\nhint: .*\nhint: if each row is an account, name .* --id-column$/m,
		],
	}),
	{
		name: 'of which one account is in two rows, as is no matter',
		content: tableOfMany(200, (hash) => hash).replace(/^199,/m, '7,'),
		flags: ['--fail-over', '100'],
		expected: {
			candidates: matchedOf(200),
			says: [/^warning: 1 account id is in 2 rows: .*\nhint: .*changed-column\n$/],
		},
	},
	...doubt({
		name: 'with earlier passwords, whose time is there, while that of the current one is NULL',
		content: withHistory(40, () => 'NULL'),
		flags: ['--changed-column', 'changed_at', '--expected-rate', '0'],
		says: [
			/^warning: 40 of 80 rows of repeated ids have no time that can be read: they count as the oldest\nhint: in "changed_at" no time, such as NULL, often marks the current row/m,
		],
	}),
	{
		name: 'with earlier passwords, of which one has no time',
		content: withHistory(200, (index) => (index === 0 ? '' : '2024-01-01')),
		flags: ['--changed-column', 'changed_at', '--fail-over', '100'],
		expected: {
			candidates: Array.from({ length: 19 }, (_, index) => String(10 * index + 10)),
			says: [/^warning: 1 of 400 rows of repeated ids has no time that can be read/],
		},
	},
	{
		name: 'of which one account in two was looked up',
		content: withUnknown(20, 20),
		expected: { candidates: idsBelow(20) },
	},
	{
		name: 'of which fewer were looked up than not',
		content: withUnknown(20, 21),
		flags: ['--quiet'],
		expected: {
			candidates: idsBelow(20),
			says: [
				/^warning: 21 of 41 accounts could not be looked up, since the store lacks their ranges: the match rate is that of the 20 that could\nhint: .*sync/,
			],
		},
	},
	{
		name: 'whose rate is above the limit, of the few that could be looked up',
		content: withUnknown(20, 21),
		flags: ['--quiet', '--fail-over', '15'],
		expected: {
			code: 1,
			candidates: idsBelow(20),
			says: [
				/^error: the match rate, 100\.0 %, is above 15 %, of the 20 of 41 accounts that could be looked up; of all it is 48\.8 % to 100\.0 %$/m,
			],
		},
	},
	...CUT.flatMap(({ where, header, row, bytes, reason }) =>
		doubt({
			name: `that is cut ${where}`,
			content: unended(header, row).slice(0, -bytes),
			candidates: idsBelow(reason === undefined ? 12 : 11).map(fourDigits),
			rejected: reason === undefined ? {} : { [reason]: 1 },
			flags: ['--max-rejected', '50'],
			says: [
				/^warning: the table is cut: its last row has no line end and, .*\nhint: .*export the table again$/m,
			],
		}),
	),
	...[
		{ name: 'of ids of one length', content: unended('sha1,user_id', HASH_FIRST) },
		{
			name: 'of ids of any length',
			content: unended('sha1,user_id', HASH_FIRST).replace(',1000', ',70').slice(0, -2),
		},
		{
			name: 'of ids that fall',
			content: [
				'sha1,user_id',
				...idsBelow(1200).map((id) => `${peppered(Number(id))},${1200 - Number(id)}`),
			].join('\n'),
		},
		{
			name: 'of rows without the empty cells at their end',
			content: unended('user_id,sha1,x', (id, hash) => `${id},${hash}${id < '1004' ? ',y' : ''}`),
		},
		{
			name: 'of hashes, of which the last is NULL,',
			content: unended('user_id,sha1', ID_FIRST).slice(0, -40).concat('NULL'),
			flags: ['--max-rejected', '50'],
			says: [/^warning: 1 of 12 rows .* was rejected and not checked\n/],
		},
		{
			name: 'of names in its last column',
			content: unended('user_id,sha1,name', (id, hash) => `${id},${hash},${id}`).slice(0, -2),
		},
	].map(({ name, content, flags = [], says = [] }) => ({
		name: `${name} that has no last line end, but is whole`,
		content,
		flags: ['--fail-over', '100', '--expected-rate', '0', ...flags],
		expected: { says },
	})),
	isRead(
		'whose hashes are in a column of another name, as is said',
		tableOf('user_id,password,legacy', ({ id, hash }) => `${id},$2y$10$N9qo8uLO,${hash}`),
		{ flags: ['--hash-column', 'legacy'] },
	),
	isRead(
		'whose hashes are in a column named for them, beside the bcrypt that replaces it',
		tableOf('user_id,bcrypt,password_sha1', ({ id, hash }) => `${id},$2y$10$N9qo8uLO,${hash}`),
	),
];

/** People after a thousand others, whose hashes are bcrypt. */
function migrated(): string {
	const bcrypt = '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
	const others = Array.from({ length: 1100 }, (_, index) => `${5000 + index},${bcrypt}`);
	const people = PEOPLE.map(({ id, hash }) => `${id},${hash}`);
	return ['user_id,password', ...others, ...people, ''].join('\n');
}

/** Everybody's current password, of which one in ten is known, and one before it that no list has. */
function withHistory(accounts: number, now: (index: number) => string): string {
	const rows = Array.from({ length: accounts }, (_, index) => {
		const known = PEOPLE[(index / 10) % MATCHED.length]?.hash;
		const current = index % 10 === 0 ? known : peppered(index);
		return `${index},${peppered(index + 10_000)},2019-01-01\n${index},${current},${now(index)}`;
	});
	return ['user_id,sha1,changed_at', ...rows, ''].join('\n');
}

/** Accounts whose password is known, and accounts whose range the store lacks. */
function withUnknown(known: number, unknown: number): string {
	const rows = Array.from({ length: known + unknown }, (_, index) => {
		const hash =
			index < known ? PEOPLE[index % MATCHED.length]?.hash : `00000${sha1Hex(`${index}`).slice(5)}`;
		return `${index},${hash}`;
	});
	return ['user_id,sha1', ...rows, ''].join('\n');
}

function idsBelow(end: number): string[] {
	return Array.from({ length: end }, (_, index) => String(index));
}

/** A hash that no list has, in a range of the store. */
function peppered(index: number): string {
	return sha1('tulip').slice(0, 5) + sha1Hex(`pepper ${index}`).slice(5);
}
