import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_KINDS, type HashKind, hashDigits, NTLM, SHA1 } from '../../../src/range/kind.ts';
import { faultOf, hashIn } from '../../../src/table/columns/hash-cell.ts';
import { type CellFault, describeCells } from '../../../src/table/reject-reasons.ts';

const hashOf = (algorithm: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
	createHash(algorithm).update('password').digest(encoding);

describe('a cell that is not SHA-1', () => {
	it.each<[string, string, CellFault]>([
		['nothing', '', 'empty'],
		['what SQL exports for nothing', 'NULL', 'empty'],
		['what MySQL dumps for nothing', '\\N', 'empty'],
		['what Python writes for nothing', 'None', 'empty'],
		['a word', 'password', 'not_hex'],
		['a number that a spreadsheet shortened', '1.23E+38', 'not_hex'],
		['bytes, but too few', '5b:aa:61:e4:c9:b9:3f:3f:06:82', 'wrong_length'],
		['a SHA-1 that lost its last digit', hashOf('sha1').slice(1), 'wrong_length'],
		['a SHA-1 with a digit too many', `${hashOf('sha1')}0`, 'wrong_length'],
		[
			'bcrypt, $2y$',
			'$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
			'looks_like_bcrypt',
		],
		[
			'bcrypt, $2b$',
			'$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW',
			'looks_like_bcrypt',
		],
		[
			'Argon2id',
			'$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b8dWRWJTmaasKGq',
			'looks_like_argon2',
		],
		[
			'sha512crypt',
			'$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1',
			'looks_like_crypt',
		],
		['md5crypt', '$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/', 'looks_like_crypt'],
		['phpass', '$P$BzFPmH9Dv7Lw7MJ1TPFOpjfGiXTl6D0', 'looks_like_crypt'],
		['MD5', hashOf('md5'), 'looks_like_ntlm_or_md5'],
		['NTLM', '8846F7EAEE8FB117AD06BDD830B7586C', 'looks_like_ntlm_or_md5'],
		['SHA-256', hashOf('sha256'), 'looks_like_sha256'],
		['SHA-512', hashOf('sha512'), 'looks_like_sha512'],
		['the base64url of a SHA-256', hashOf('sha256', 'base64url'), 'looks_like_base64'],
		['LDAP {SSHA}', '{SSHA}uLDRbGFnPTA7xPUPPVHgPRAbcdFzYWx0', 'salted'],
		['LDAP {SSHA} called {SHA}', '{SHA}uLDRbGFnPTA7xPUPPVHgPRAbcdFzYWx0', 'looks_like_base64'],
		['LDAP {CRYPT}', '{CRYPT}$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/', 'looks_like_crypt'],
		['LDAP {MD5} in hex', `{MD5}${hashOf('md5')}`, 'looks_like_ntlm_or_md5'],
		['an NT hash as John the Ripper has it', `$NT$${hashOf('md5')}`, 'looks_like_ntlm_or_md5'],
		['Django, salted', `sha1$a1b2c$${hashOf('sha1')}`, 'salted'],
		['Django, PBKDF2', 'pbkdf2_sha256$260000$abc$wHZ4bV5o9eJc8Nw5fJ0Dzw==', 'salted'],
		[
			'Django, bcrypt',
			'bcrypt_sha256$$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW',
			'looks_like_bcrypt',
		],
		[
			'Django, Argon2',
			'argon2$argon2id$v=19$m=102400,t=2,p=8$c29t$RdescudvJCsg',
			'looks_like_argon2',
		],
		['Django, no usable password', `!${'aB3dE6gH9j'.repeat(4)}`, 'empty'],
		['Werkzeug', 'pbkdf2:sha256:260000$abcdefgh$0123456789abcdef', 'salted'],
		['a hash and its salt', `${hashOf('sha1')}:pepper7`, 'salted'],
		['a salt and its hash', `pepper7:${hashOf('sha1')}`, 'salted'],
		['a name, a salt and a hash', `sha1:pepper7:${hashOf('sha1')}`, 'salted'],
		['a hash with a colon behind it', `${hashOf('sha1')}:`, 'salted'],
		['a hash and a comment', `${hashOf('sha1')} changed in May`, 'salted'],
		['MySQL', `*${hashOf('sha1').toUpperCase()}`, 'looks_like_mysql_double_sha1'],
		['MySQL, in quotes', `'*${hashOf('sha1').toUpperCase()}'`, 'looks_like_mysql_double_sha1'],
		['the bytes, decoded with loss', '[\uFFFDa\uFFFD\uFFFD\uFFFD??\u0006\uFFFD%', 'raw_bytes'],
		['the bytes as Python shows them', "b'[\\xaaa\\xe4\\xc9\\xb9??\\x06\\x82%\\x0bl'", 'raw_bytes'],
		['the bytes as PostgreSQL escapes them', '|J\\215\\011\\3127b\\257a', 'raw_bytes'],
		['what .NET writes for bytes', 'System.Byte[]', 'raw_bytes'],
		['what a database client shows for bytes', '[BLOB - 20 B]', 'raw_bytes'],
		['the memory in which Python has bytes', '<memory at 0x7f3a>', 'raw_bytes'],
		['zeros', '0'.repeat(40), 'placeholder'],
		['zeros as bytea', `\\x${'0'.repeat(40)}`, 'placeholder'],
		[
			'a hash that lost its beginning and could be base64',
			hashOf('sha1').slice(13),
			'wrong_length',
		],
		['no value, as database tools show it', '[NULL]', 'empty'],
		['no value, as spreadsheets show it', '#N/A', 'empty'],
		['no value, as MySQL shows it with a backslash before the other', '\\\\N', 'empty'],
		['a dash', '-', 'empty'],
		['a starred account', '*', 'empty'],
		['a quoted nothing', '""', 'empty'],
	])('a cell that is not SHA-1 is recognized: %s', (_, cell, fault) => {
		expect(hashIn(cell, SHA1)).toBeUndefined();
		expect(faultOf(cell, SHA1)).toBe(fault);
	});

	it('a cell of hex digits that is not SHA-1 is recognized by its length, in either case', () => {
		const byLength: Record<number, CellFault> = {
			32: 'looks_like_ntlm_or_md5',
			64: 'looks_like_sha256',
			128: 'looks_like_sha512',
		};
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 200 }), fc.boolean(), (length, upper) => {
				fc.pre(length !== 40);
				const cell = 'c0ffee'.repeat(40).slice(0, length);
				expect(faultOf(upper ? cell.toUpperCase() : cell, SHA1)).toBe(
					byLength[length] ?? 'wrong_length',
				);
			}),
		);
	});
});

describe.each(HASH_KINDS)('a cell with a $title hash', (kind) => {
	const anyHash = fc
		.uint8Array({ minLength: kind.bytes, maxLength: kind.bytes })
		.map((bytes) => Buffer.from(bytes).toString('hex'))
		.filter((hex) => !/^(.)\1*$/.test(hex));
	const spelling = fc.constantFrom(...spellingsOf(kind));

	it('a hash is read in each of its spellings, in either case, with anything invisible around it', () => {
		const around = fc.constantFrom('', ' ', '\t', '\u00A0', '\u200B', '\uFEFF', '\r');
		fc.assert(
			fc.property(anyHash, spelling, around, around, (hex, [, spell], before, after) => {
				for (const digits of [hex, hex.toUpperCase()]) {
					const cell = before + spell(digits) + after;
					expect(hashIn(cell, kind)?.hex, cell).toBe(hex.toUpperCase());
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it.each(spellingsOf(kind))('a hash is read as %s, also in quotes', (_, spell) => {
		const hex = '0123456789abcdef'.repeat(3).slice(0, hashDigits(kind));
		for (const cell of [spell(hex), `"${spell(hex)}"`, `'${spell(hex)}'`]) {
			expect(hashIn(cell, kind)?.hex).toBe(hex.toUpperCase());
			expect(hashIn(cell, kind)?.isCertain).toBe(!/^['"]?[\w+/-]{22,28}=*['"]?$/.test(cell));
		}
	});

	it('a spelling that has lost or gained a character is no other hash', () => {
		const mutation = fc.constantFrom<(cell: string, at: number) => string>(
			(cell, at) => cell.slice(0, at) + cell.slice(at + 1),
			(cell, at) => `${cell.slice(0, at)}a${cell.slice(at)}`,
			(cell, at) => `${cell.slice(0, at)}7${cell.slice(at)}`,
			(cell, at) => `${cell.slice(0, at)}:${cell.slice(at)}`,
			(cell, at) => `${cell.slice(0, at)}g${cell.slice(at + 1)}`,
			(cell, at) => `${cell.slice(0, at)}$${cell.slice(at)}`,
			(cell) => `*${cell}`,
			(cell) => `${cell}:salt`,
			(cell) => `salt:${cell}`,
			(cell) => `{SSHA}${cell}`,
			(cell) => `sha1$salt$${cell}`,
			(cell) => `${cell}${cell}`,
		);
		fc.assert(
			fc.property(anyHash, spelling, fc.nat(), mutation, (hex, [, spell], number, mutate) => {
				const cell = spell(hex);
				const mutated = mutate(cell, number % cell.length);
				const read = hashIn(mutated, kind)?.hex.toLowerCase();
				// A sign of the spelling may be missing without harm, and a digit of base64 be another one.
				const isBase64 = !cell
					.toLowerCase()
					.replaceAll(/[^0-9a-f]/g, '')
					.includes(hex.toLowerCase());
				if (isBase64 && mutated.length === cell.length) return;
				expect(read === undefined || read === hex, mutated).toBe(true);
			}),
			{ numRuns: 3000 },
		);
	});

	it('a hash with a salt beside it is never read', () => {
		const salt = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
		const mark = fc.constantFrom(':', '$', '|', ';');
		fc.assert(
			fc.property(anyHash, salt, mark, fc.boolean(), (hex, own, sign, isFirst) => {
				const cell = isFirst ? own + sign + hex : hex + sign + own;
				fc.pre(!/^(sha-?1?|nt|ntlm|nthash)[:$]/i.test(cell));
				expect(hashIn(cell, kind), cell).toBeUndefined();
				expect(faultOf(cell, kind)).toBe('salted');
			}),
		);
	});
});

it.each([
	['0x', '0xAbcdefghijklmnopqrstuvwxyzA'.slice(0, 26)],
	['a digit and an x', '0xA12345678901234567890123'],
	['sha1', 'sha1mnopqrstuvwxyzABCDEFGH'],
])('base64 that begins with %s is read like any other', (_, start) => {
	const hex = Buffer.from(`${start}A`, 'base64').toString('hex').toUpperCase();
	for (const cell of [`${start}A`, `${start}A=`]) expect(hashIn(cell, SHA1)?.hex).toBe(hex);
});

it('a hash is read from as many decimal numbers as it has bytes', () => {
	const numbers = Array.from({ length: 20 }, (_, index) => (index * 37) % 256);
	const hex = Buffer.from(numbers).toString('hex').toUpperCase();
	for (const cell of [numbers.join(' '), `[${numbers.join(' ')}]`, numbers.join(', ')]) {
		expect(hashIn(cell, SHA1)?.hex).toBe(hex);
		expect(hashIn(cell, NTLM)).toBeUndefined();
		expect(hashIn(cell.replace('37', '337'), SHA1)).toBeUndefined();
		expect(hashIn(cell.replace('37', ''), SHA1)).toBeUndefined();
	}
});

it('an address or an identifier of 32 digits is no NT hash', () => {
	for (const cell of [
		'2001:0db8:85a3:0000:0000:8a2e:0370:7334',
		'123e4567-e89b-12d3-a456-426614174000',
	]) {
		expect(hashIn(cell, NTLM)).toBeUndefined();
	}
});

it('a hash of one kind is not one of the other, in any spelling', () => {
	for (const [kind, other] of [
		[SHA1, NTLM],
		[NTLM, SHA1],
	] as const) {
		const hex = 'c0ffee123456789'.repeat(3).slice(0, hashDigits(other));
		for (const [, spell] of spellingsOf(other)) {
			expect(hashIn(spell(hex), kind), spell(hex)).toBeUndefined();
		}
	}
});

/** How people and programs write a hash, given as hex digits. */
function spellingsOf(kind: HashKind): [string, (hex: string) => string][] {
	const bytes = (hex: string) => Buffer.from(hex, 'hex');
	const between = (sign: string) => (hex: string) => (hex.match(/../g) ?? []).join(sign);
	const labels =
		kind === SHA1 ? ['{SHA}', '{sha}', '{SHA1}', '{SHA-1}'] : ['{NT}', '{NTLM}', '{x-nthash}'];
	const prefixes =
		kind === SHA1
			? [
					'sha1$$',
					'sha1$',
					'sha1:',
					'SHA1:',
					'SHA-1: ',
					'SHA:',
					'sha1=',
					'sha1-',
					'urn:sha1:',
					'$dynamic_26$',
				]
			: ['$NT$', 'ntlm:', 'NT:'];
	return [
		['hex digits', (hex) => hex],
		['0x', (hex) => `0x${hex}`],
		['bytea of PostgreSQL', (hex) => `\\x${hex}`],
		['bytea in the text of COPY', (hex) => `\\\\x${hex}`],
		["X'' of SQL", (hex) => `X'${hex}'`],
		["x'' of SQL", (hex) => `x'${hex}'`],
		["b'' of Python", (hex) => `b'${hex}'`],
		['b"" of Python', (hex) => `b"${hex}"`],
		['a formula of a spreadsheet', (hex) => `="${hex}"`],
		['a quoted formula', (hex) => `"=""${hex}"""`],
		['quotes in quotes', (hex) => `'"${hex}"'`],
		['bytes with dashes', between('-')],
		['bytes with colons', between(':')],
		['bytes with blanks', between(' ')],
		['digits with an invisible blank', (hex) => `${hex.slice(0, 8)}\u200B${hex.slice(8)}`],
		['bytes with dots', between('.')],
		['groups of four digits', (hex) => (hex.match(/.{4}/g) ?? []).join(' ')],
		['groups of eight digits', (hex) => (hex.match(/.{8}/g) ?? []).join('-')],
		['bytes that each have a mark', (hex) => `0x${between(', 0x')(hex)}`],
		['bytes with escapes', (hex) => `\\x${between('\\x')(hex)}`],
		['a buffer of Node', (hex) => `<Buffer ${between(' ')(hex)}>`],
		['a call of PostgreSQL', (hex) => `decode('${hex}', 'hex')`],
		['a cast of PostgreSQL', (hex) => `E'\\\\x${hex}'::bytea`],
		['a call of MySQL', (hex) => `UNHEX('${hex}')`],
		['a literal of mysqldump', (hex) => `_binary 0x${hex}`],
		['brackets', (hex) => `[${hex}]`],
		['curly quotes', (hex) => `\u201C${hex}\u201D`],
		['text after an apostrophe', (hex) => `'${hex}`],
		['base64', (hex) => bytes(hex).toString('base64')],
		['base64 without padding', (hex) => bytes(hex).toString('base64').replace(/=+$/, '')],
		['base64url', (hex) => bytes(hex).toString('base64url')],
		['base64 of the digits', (hex) => Buffer.from(hex).toString('base64')],
		...[...labels, ...prefixes].map((label): [string, (hex: string) => string] => [
			label,
			(hex) => label + hex,
		]),
		...labels.map((label): [string, (hex: string) => string] => [
			`${label} in the base64 of LDIF`,
			(hex) => Buffer.from(label + bytes(hex).toString('base64')).toString('base64'),
		]),
		...labels.map((label): [string, (hex: string) => string] => [
			`${label} and base64`,
			(hex) => label + bytes(hex).toString('base64'),
		]),
	];
}

it('the description of a fault names the kind of hash', () => {
	expect(describeCells('looks_like_bcrypt')).toContain('bcrypt');
	expect(describeCells('looks_like_argon2')).toContain('Argon2');
	expect(describeCells('looks_like_ntlm_or_md5')).toMatch(/NTLM.*MD5/);
	expect(describeCells('looks_like_sha256')).toContain('SHA-256');
	expect(describeCells('looks_like_base64')).toContain('base64');
});
