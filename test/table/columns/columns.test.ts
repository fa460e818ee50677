import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredcheckError } from '../../../src/errors.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import {
	type ColumnOptions,
	type Columns,
	findColumns,
} from '../../../src/table/columns/columns.ts';
import { sha1 } from '../../support/ranges.ts';

/** One data row: a hash in the named columns, a word in the others. */
function sampleFor(header: readonly string[], ...hashColumns: string[]): string[][] {
	const cell = (name: string, row: number) =>
		hashColumns.includes(name) ? sha1(`${name} ${row}`) : 'word';
	return [0, 1, 2].map((row) => header.map((name) => cell(name, row)));
}

function failureOf(work: () => unknown): CredcheckError {
	try {
		work();
	} catch (error) {
		if (error instanceof CredcheckError) return error;
		throw error;
	}
	throw new Error('no error was thrown');
}

function textOf({ message, hint }: CredcheckError): string {
	return `${message}\n${hint ?? ''}`;
}

/** The names of the columns found. */
function found(header: readonly string[], sample: readonly string[][], options: ColumnOptions) {
	const columns: Columns = findColumns(header, sample, SHA1, options);
	const nameOf = (index: number | undefined) => (index === undefined ? undefined : header[index]);
	return {
		hash: nameOf(columns.hash),
		id: nameOf(columns.id),
		email: nameOf(columns.email),
		keep: columns.keep.map(nameOf),
	};
}

describe('columns found by their headers', () => {
	it.each([
		[['user_id', 'email', 'sha1'], 'sha1', 'user_id', 'email'],
		[['id', 'mail', 'password_sha1'], 'password_sha1', 'id', 'mail'],
		[['username', 'email_address', 'password_hash'], 'password_hash', 'username', 'email_address'],
		[['SHA1 Hash', 'E-Mail', 'Account ID'], 'SHA1 Hash', 'Account ID', 'E-Mail'],
		[['Password.Hash', 'USER-ID', ' Email '], 'Password.Hash', 'USER-ID', ' Email '],
	])('the columns of %j are found by their headers', (header, hash, id, email) => {
		const sample = sampleFor(header, hash);
		expect(found(header, sample, {})).toEqual({ hash, id, email, keep: [] });
	});

	it('a table needs no email column', () => {
		const header = ['id', 'sha1'];
		expect(findColumns(header, sampleFor(header, 'sha1'), SHA1, {}).email).toBeUndefined();
	});

	it('a table with no other column than the hash needs no id column', () => {
		expect(findColumns(['sha1'], sampleFor(['sha1'], 'sha1'), SHA1, {})).toMatchObject({
			hash: 0,
			id: undefined,
		});
	});

	it('a hash column found by its header is accepted if its first cells are empty', () => {
		const sample = [
			['1', ''],
			['2', 'NULL'],
		];
		expect(findColumns(['id', 'sha1'], sample, SHA1, {}).hash).toBe(1);
		expect(findColumns(['id', 'sha1'], [], SHA1, {}).hash).toBe(1);
	});
});

describe('columns named by flags', () => {
	const header = ['id', 'nr', 'email', 'alt mail', 'sha1', 'Old-Hash', 'country', 'plan'];
	const sample = sampleFor(header, 'sha1', 'Old-Hash');

	it('a column named by a flag takes precedence over one with a well-known name', () => {
		const options = { hashColumn: 'Old-Hash', idColumn: 'nr', emailColumn: 'alt mail' };
		expect(found(header, sample, { ...options, keep: ['plan', 'country'] })).toEqual({
			hash: 'Old-Hash',
			id: 'nr',
			email: 'alt mail',
			keep: ['plan', 'country'],
		});
	});

	it('a flag matches a column in any case, and spaces and dashes match underscores', () => {
		const options = { hashColumn: 'OLD_HASH', emailColumn: 'Alt_Mail', keep: ['PLAN'] };
		expect(found(header, sample, options)).toMatchObject({
			hash: 'Old-Hash',
			email: 'alt mail',
			keep: ['plan'],
		});
	});

	it('a flag distinguishes columns whose names differ only in case', () => {
		const names = ['id', 'Name', 'name', 'sha1'];
		expect(findColumns(names, sampleFor(names, 'sha1'), SHA1, { keep: ['name'] }).keep).toEqual([
			2,
		]);
	});

	it.each<ColumnOptions>([
		{ hashColumn: 'nope' },
		{ idColumn: 'nope' },
		{ emailColumn: 'nope' },
		{ keep: ['plan', 'nope'] },
	])('a flag for a missing column is refused, and the message lists the columns: %j', (options) => {
		const failure = failureOf(() => findColumns(header, sample, SHA1, options));
		expect(failure.code).toBe('INPUT');
		expect(failure.message).toContain('"nope"');
		for (const name of header) expect(textOf(failure)).toContain(name);
	});

	it('a flag that matches two columns is refused', () => {
		const names = ['id', 'plan', 'Plan ', 'plan', 'sha1'];
		const failure = failureOf(() =>
			findColumns(names, sampleFor(names, 'sha1'), SHA1, { keep: ['plan'] }),
		);
		expect(failure.code).toBe('INPUT');
		expect(failure.message).toContain('"plan"');
	});

	it.each<ColumnOptions>([
		{ keep: ['sha1'] },
		{ keep: ['plan', 'SHA1'] },
		{ idColumn: 'sha1' },
		{ emailColumn: 'sha1' },
		{ hashColumn: 'Old-Hash', keep: ['old_hash'] },
	])('flags that would copy hashes into the lists are refused: %j', (options) => {
		expect(failureOf(() => findColumns(header, sample, SHA1, options)).code).toBe('USAGE');
	});
});

describe('hash columns found by content', () => {
	it('the only column of SHA-1 is the hash column, at any position and with any name', () => {
		fc.assert(
			fc.property(fc.nat({ max: 5 }), fc.boolean(), (position, upper) => {
				const header = ['id', 'a', 'b', 'c', 'd'].toSpliced(position, 0, 'secret thing');
				const sample = sampleFor(header, 'secret thing').map((row) =>
					row.map((cell, index) => (index === position && !upper ? cell.toLowerCase() : cell)),
				);
				expect(findColumns(header, sample, SHA1, {}).hash).toBe(position);
			}),
		);
	});

	it('a column of SHA-1 is not read in place of one that has the name of a hash column', () => {
		const header = ['id', 'password_hash', 'x'];
		const sample = sampleFor(header, 'x').map(([id, , x]) => [
			id as string,
			'$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
			x as string,
		]);
		const failure = failureOf(() => findColumns(header, sample, SHA1, {}));
		expect(failure.code).toBe('INPUT');
		expect(textOf(failure)).toMatch(/"password_hash" look like bcrypt.*"x" has.*--hash-column/s);
		expect(findColumns(header, sample, SHA1, { hashColumn: 'x' }).hash).toBe(2);
	});

	it('a table with two columns of SHA-1 is refused, and the message names both and the flag', () => {
		const header = ['id', 'old', 'new'];
		const failure = failureOf(() => findColumns(header, sampleFor(header, 'old', 'new'), SHA1, {}));
		expect(failure.code).toBe('INPUT');
		expect(textOf(failure)).toMatch(/--hash-column.*"old".*"new"/);
		expect(textOf(failure)).not.toContain('"id"');
	});

	it('a table without a column of SHA-1 is refused', () => {
		const failure = failureOf(() =>
			findColumns(['id', 'note'], sampleFor(['id', 'note']), SHA1, {}),
		);
		expect(failure.code).toBe('INPUT');
		expect(textOf(failure)).toMatch(/--hash-column.*"id".*"note"/);
	});
});

describe('tables whose header lacks a name', () => {
	const header = ['id', 'sha1', 'phone'];
	const hash = sha1('password');

	it.each([
		[
			'row names before each row',
			[
				['1', '17', hash, '555'],
				['2', '18', hash, ''],
			],
		],
		[
			'row names, and nothing in the last column',
			[
				['1', '17', hash, ''],
				['2', '18', hash, ''],
			],
		],
		[
			'a column more at the end',
			[
				['17', hash, '555', 'x'],
				['18', hash, '555', ''],
			],
		],
	])('a table with %s is refused, with what helps in R', (_, sample) => {
		const failure = failureOf(() => findColumns(header, sample, SHA1, {}));
		expect(failure.code).toBe('INPUT');
		expect(failure.message).toMatch(/3 names, but every row has 4 cells/);
		expect(failure.hint).toMatch(/row\.names = FALSE.*col\.names = NA/);
	});

	it.each([
		[
			'an empty cell more in each row',
			[
				['17', hash, '555', ''],
				['18', hash, '', ''],
			],
		],
		[
			'a cell more in some rows',
			[
				['17', hash, '555', 'x'],
				['18', hash, ''],
			],
		],
		[
			'two cells more in each row',
			[
				['17', hash, '5', 'x', 'y'],
				['18', hash, '5', 'x', 'y'],
			],
		],
		['no rows', []],
	])('a table with %s is not', (_, sample) => {
		expect(findColumns(header, sample, SHA1, {})).toMatchObject({ id: 0, hash: 1 });
	});
});

it('other things of 20 bytes in base64 are taken for hashes only in a column with the name of hashes', () => {
	const token = Buffer.from(sha1('token'), 'hex').toString('base64');
	const sample = [1, 2, 3].map((row) => [`${row}`, token]);
	expect(failureOf(() => findColumns(['id', 'token'], sample, SHA1, {})).message).toMatch(
		/^no column/,
	);
	expect(findColumns(['id', 'token'], sample, SHA1, { hashColumn: 'token' }).hash).toBe(1);
	expect(findColumns(['id', 'password'], sample, SHA1, {}).hash).toBe(1);
});

describe('hash columns of another kind', () => {
	const hex = (algorithm: string) => (row: number) =>
		createHash(algorithm).update(`${row}`).digest('hex');
	it.each<[string, (row: number) => string]>([
		['bcrypt', (row) => `$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhW${row}`],
		['Argon2', (row) => `$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b8d${row}`],
		['NTLM or MD5', hex('md5')],
		['SHA-256', hex('sha256')],
		['SHA-512', hex('sha512')],
		['base64', (row) => createHash('sha224').update(`${row}`).digest('base64')],
		['a salt', (row) => `${hex('sha1')(row)}:pepper`],
		['MySQL', (row) => `*${hex('sha1')(row)}`],
	])('a hash column that contains %s is refused, and no cell is shown', (name, cellOf) => {
		const cells = [1, 2, 3].map(cellOf);
		const sample = cells.map((cell, row) => [`${row}`, cell]);
		for (const options of [{}, { hashColumn: 'sha1' }]) {
			const failure = failureOf(() => findColumns(['id', 'sha1'], sample, SHA1, options));
			expect(failure.code).toBe('INPUT');
			expect(failure.message).toContain(name);
			for (const cell of cells) expect(textOf(failure)).not.toContain(cell.slice(0, 20));
		}
	});
});

it('a table without an id column is refused, and the message names the flag and the columns', () => {
	const header = ['country', 'sha1'];
	const failure = failureOf(() => findColumns(header, sampleFor(header, 'sha1'), SHA1, {}));
	expect(failure.code).toBe('INPUT');
	expect(textOf(failure)).toMatch(/--id-column.*"country".*"sha1"/);
});

describe('tables without a header', () => {
	const hash = sha1('password');
	const base64 = Buffer.from(hash, 'hex').toString('base64');
	it.each([
		['a hash', [hash]],
		['an id and a hash', ['17', hash.toLowerCase()]],
		['an address', ['17', 'jane.doe@example.org', 'word']],
		['bcrypt', ['17', '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy']],
		['an MD5', ['17', hash.slice(0, 32)]],
		['a hash followed by a count', [`${hash}:52`]],
		['a hash followed by a name', [`${hash} jane`]],
		['a name followed by a hash', [`jane:${hash}`]],
		['a hash after 0x', ['17', `0x${hash}`]],
		['a MySQL hash', ['17', `*${hash}`]],
		['the base64 of a hash', ['17', base64]],
		['an LDAP hash', ['17', `{SHA}${base64}`]],
	])('a table without a header is refused, and its first row is not shown: %s', (_, row) => {
		const failure = failureOf(() => findColumns(row, [row, row], SHA1, {}));
		expect(failure.code).toBe('INPUT');
		for (const cell of row.filter((text) => text.length > 16)) {
			for (let at = 0; at + 16 <= cell.length; at += 1) {
				expect(textOf(failure)).not.toContain(cell.slice(at, at + 16));
			}
		}
	});
});
