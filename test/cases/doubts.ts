/** Tables whose match rate says nothing, or less than it seems: a gate passes on none of them. */

import { createHash } from 'node:crypto';
import { sha1 } from '../support/ranges.ts';
import type { Case } from './case.ts';
import { MATCHED, PEOPLE, tableOf } from './people.ts';

const HEADER = 'user_id,email,password_hash';

/** `all` rows, of which the last `bad` have this instead of their hash. */
function partlyBad(all: number, bad: number, cell: string): string {
	return tableOfMany(all, (hash, index) => (index < all - bad ? hash : cell));
}

/** Ids of the accounts of `tableOfMany` whose password is known, among the first `all`. */
function matchedOf(all: number): string[] {
	return Array.from({ length: all }, (_, index) => index)
		.filter((index) => index % PEOPLE.length < MATCHED.length)
		.map((index) => String(index));
}

/** The people over and over, each time as another account. */
function tableOfMany(all: number, cell: (hash: string, index: number) => string): string {
	const rows = Array.from({ length: all }, (_, index) => {
		const { email, hash } = PEOPLE[index % PEOPLE.length] as (typeof PEOPLE)[number];
		return `${index},${email},${cell(hash, index)}`;
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
];

/** A hash that no list has, in a range of the store. */
function peppered(index: number): string {
	return sha1('tulip').slice(0, 5) + sha1Hex(`pepper ${index}`).slice(5);
}
