import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMON_PASSWORDS } from '../../src/doubts/common-passwords.ts';
import type { Hashing } from '../../src/doubts/hashings.ts';
import { probeTable } from '../../src/doubts/probe.ts';
import { mainThread } from '../../src/main-thread.ts';
import { type HashKind, NTLM, SHA1 } from '../../src/range/kind.ts';
import { inMemory } from '../../src/table/input/table-reader.ts';
import { describeTable } from '../../src/table/table.ts';
import { plainMd4 } from '../support/md4.ts';

const pool = mainThread();
afterAll(() => pool.close());

async function probe(kind: HashKind, lines: readonly string[]) {
	const file = inMemory('users.csv', Buffer.from(lines.join('\n')));
	const table = await describeTable(file, kind, { hashColumn: 'hash' });
	return await probeTable(table, { pool });
}

const hex = (algorithm: string, content: string | Uint8Array) =>
	createHash(algorithm).update(content).digest('hex');
const sha1 = (content: string | Uint8Array) => hex('sha1', content);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const nt = (content: Uint8Array) => plainMd4(content).toString('hex');

/** Hashes that are of no common password. */
const OTHERS = [0, 1, 2, 3, 4].map((index) => sha1(`no list has this ${index}`));

/** In each way, the hash of "qwerty". */
const SHA1_WAYS: readonly (readonly [Hashing, string])[] = [
	['utf16le', sha1(utf16('qwerty'))],
	['utf16le', sha1(utf16('\uFEFFqwerty'))],
	['utf16be', sha1(Buffer.from('\0q\0w\0e\0r\0t\0y'))],
	['byte_order_mark', sha1('\uFEFFqwerty')],
	['line_feed', sha1('qwerty\n')],
	['crlf', sha1('qwerty\r\n')],
	['carriage_return', sha1('qwerty\r')],
	['blank', sha1('qwerty ')],
	['nul', sha1('qwerty\0')],
	['quotes', sha1('"qwerty"')],
	['quotes', sha1("'qwerty'")],
	['upper_case', sha1('QWERTY')],
	['base64', sha1('cXdlcnR5')],
	['twice', sha1(Buffer.from(sha1('qwerty'), 'hex'))],
	['twice', sha1(sha1('qwerty'))],
	['twice', sha1(sha1('qwerty').toUpperCase())],
	['of_md5', sha1('d8578edf8458ce06fbc5bb76a58c5ca4')],
	['of_md5', sha1('D8578EDF8458CE06FBC5BB76A58C5CA4')],
	['md5', 'd8578edf8458ce06fbc5bb76a58c5ca400000000'],
	['ripemd160', hex('ripemd160', 'qwerty')],
	['cut', hex('sha256', 'qwerty').slice(0, 40)],
	['cut', hex('sha512', 'qwerty').slice(0, 40)],
];
const NTLM_WAYS: readonly (readonly [Hashing, string])[] = [
	['utf8', nt(Buffer.from('qwerty'))],
	['utf16be', nt(Buffer.from('\0q\0w\0e\0r\0t\0y'))],
	['line_feed', nt(utf16('qwerty\n'))],
	['nul', nt(utf16('qwerty\0'))],
	['upper_case', nt(utf16('QWERTY'))],
	['md5', 'd8578edf8458ce06fbc5bb76a58c5ca4'],
	['of_md5', nt(utf16('d8578edf8458ce06fbc5bb76a58c5ca4'))],
	['twice', nt(plainMd4(utf16('qwerty')))],
	['cut', sha1('qwerty').slice(0, 32)],
	['lm', 'aad3b435b51404eeaad3b435b51404ee'],
];

describe('a table with hashes of another making', () => {
	it.each(SHA1_WAYS)('is found to have SHA-1 hashes of %s', async (hashing, hash) => {
		const rows = [hash.toUpperCase(), ...OTHERS, hash].map((own, id) => `${id},${own}`);
		const { hashings, plain } = await probe(SHA1, ['id,hash', ...rows]);
		expect(hashings).toMatchObject([{ hashing, accounts: 2 }]);
		expect(plain).toBe(0);
	});

	it.each(NTLM_WAYS)('is found to have NT hashes of %s', async (hashing, hash) => {
		const rows = [hash, hash].map((own, id) => `${id},${own}`);
		const { hashings, plain } = await probe(NTLM, ['id,hash', ...rows]);
		expect(hashings).toMatchObject([{ hashing, accounts: 2 }]);
		expect(plain).toBe(0);
	});

	it('is not found where the hashes are those of the passwords, even the empty one and digits', async () => {
		const plain = COMMON_PASSWORDS.map((own, id) => `${id},${sha1(own)}`);
		expect(await probe(SHA1, ['id,hash', ...plain])).toMatchObject({ hashings: [], plain: 21 });
		const nts = COMMON_PASSWORDS.map((own, id) => `${id},${nt(utf16(own))}`);
		expect(await probe(NTLM, ['id,hash', ...nts])).toMatchObject({ hashings: [], plain: 21 });
	});

	it('has no upper-case passwords because one account has one, where others have it in lower case', async () => {
		const rows = ['PASSWORD', 'password'].map((own, id) => `${id},${sha1(own)}`);
		expect((await probe(SHA1, ['id,hash', ...rows])).hashings).toEqual([]);
	});

	it('counts each way, the most frequent first, and reads only rows that can be used', async () => {
		const hashes = ['qwerty\n', '123456\n', 'dragon\r\n', 'monkey\n'].map(sha1);
		const rows = [...hashes, `${hashes[0]},one cell too many`, 'nonsense', ...OTHERS];
		const lines = ['id,hash', ...rows.map((row, id) => `${id},${row}`)];
		expect((await probe(SHA1, lines)).hashings).toMatchObject([
			{ hashing: 'line_feed', accounts: 3 },
			{ hashing: 'crlf', accounts: 1 },
		]);
	});
});

describe('a salted table', () => {
	const SALT = 'a1b2c3d4e5f60718';
	const people = ['qwerty', '123456', 'no list has this'];
	it.each<[string, (password: string, salt: string) => string | Uint8Array]>([
		['before the password', (password, salt) => salt + password],
		['after the password', (password, salt) => password + salt],
		['before the password and a colon', (password, salt) => `${salt}:${password}`],
		[
			'as bytes before the password',
			(password, salt) => Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(password)]),
		],
	])('is found by its column, with the salt %s', async (_, mix) => {
		const rows = people.map(
			(own, id) => `${id},${sha1(mix(own, SALT + id + id))},${SALT}${id}${id}`,
		);
		expect(await probe(SHA1, ['id,hash,pw_salt', ...rows])).toMatchObject({
			hashings: [{ hashing: 'salted', accounts: 2 }],
			salts: ['pw_salt'],
			saltNames: ['pw_salt'],
		});
	});

	it('is found where the salt is the name of the account, in lower case', async () => {
		const rows = people.map((own, id) => `Ann${id},${sha1(`ann${id}${own}`)}`);
		expect(await probe(SHA1, ['username,hash', ...rows])).toMatchObject({
			hashings: [{ hashing: 'salted', accounts: 2 }],
			salts: ['username'],
			saltNames: [],
		});
	});

	it('is not proved by one person whose password is the name of the account', async () => {
		const rows = OTHERS.map((hash, index) => `user${index},${index === 3 ? sha1('user3') : hash}`);
		const found = await probe(SHA1, ['username,hash', ...rows]);
		expect(found).toMatchObject({ hashings: [], salts: [] });
	});

	it('is told from a table whose hashes are those of another column', async () => {
		const rows = [1, 2, 3].map(
			(id) => `${id},ann${id}@example.org,${sha1(`ann${id}@example.org`)}`,
		);
		expect(await probe(SHA1, ['id,email,hash', ...rows])).toMatchObject({
			hashings: [{ hashing: 'of_cell', accounts: 3 }],
			salts: ['email'],
		});
	});

	it.each([
		['salt', true],
		['Password-Salt', true],
		['pwSalt2', true],
		['nonce', true],
		['hash_pepper', true],
		['seed', true],
		['seeded_at', false],
		['saldo', false],
		['result', false],
	])('may be told by a column named %s: %s', async (name, isSalt) => {
		const { saltNames } = await probe(SHA1, [`id,hash,${name}`, `1,${OTHERS[0]},x`]);
		expect(saltNames).toEqual(isSalt ? [name] : []);
	});
});

it('other columns of hashes are named, however these are spelled, unless most of their cells are something else', async () => {
	const rows = OTHERS.map(
		(own, id) =>
			`${id},${own},${sha1(`old ${id}`)},${id < 2 ? sha1(`rare ${id}`) : ''},0x${sha1(`0x ${id}`)}`,
	);
	const { hashColumns } = await probe(SHA1, ['id,hash,old_hash,rare,spelled', ...rows]);
	expect(hashColumns).toEqual(['old_hash', 'spelled']);
});
