import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasOtherHash } from '../../../src/output/redaction/other-hash.ts';
import { containsOwnHash } from '../../../src/output/redaction/redaction.ts';
import { mayHavePart } from '../../../src/output/redaction/uuid.ts';
import { writingsIn } from '../../../src/output/redaction/writings.ts';
import { HASH_KINDS, type HashKind, NTLM, SHA1 } from '../../../src/range/kind.ts';
import { HASH_WRITINGS } from '../../support/hash-writings.ts';
import { sha1 } from '../../support/ranges.ts';

function hasOwn(cell: string, hash: Buffer, kind: HashKind): boolean {
	const bytes = Buffer.from(cell);
	const digits = () => hash.toString('hex').toUpperCase();
	return containsOwnHash(bytes, 0, bytes.length, digits, kind);
}

function hasOther(cell: string, kind: HashKind): boolean {
	const bytes = Buffer.from(cell);
	const writings = writingsIn(bytes, 0, bytes.length, kind);
	return writings !== 0 && hasOtherHash(cell, writings, kind);
}

describe.each(HASH_KINDS)('a cell beside a $title hash', (kind) => {
	const hashes = fc.uint8Array({ minLength: kind.bytes, maxLength: kind.bytes }).map((bytes) => {
		// Uniform, as those of passwords are: fast-check prefers small numbers.
		return Buffer.from(sha1(Buffer.from(bytes).toString('hex')), 'hex').subarray(0, kind.bytes);
	});
	const around = fc.constantFrom('', 'was ', 'old hash: ', 'id=', '"', '{SHA}', '(');

	it.each(Object.entries(HASH_WRITINGS))(
		`the account's own ${kind.title} hash is found in %s, cut and in other text`,
		(_, { write, most = 2 }) => {
			const cuts = fc.tuple(fc.nat({ max: most }), fc.nat({ max: most }));
			fc.assert(
				fc.property(hashes, cuts, around, around, (hash, [start, end], before, after) => {
					const text = write(hash);
					const cut = text.slice(start, text.length - end);
					// What must be whole has an end that can be seen.
					const space = most === 0 ? ' ' : '';
					expect(hasOwn(before + space + cut + space + after, hash, kind)).toBe(true);
				}),
				{ seed: 1, numRuns: 50 },
			);
		},
	);

	it('half of the hash is enough to be found, and the hash of another account is not found', () => {
		const hash = Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes);
		const digits = hash.toString('hex');
		const padding = '0'.repeat(24);
		expect(hasOwn(padding + digits.slice(3, 20) + padding, hash, kind)).toBe(true);
		expect(hasOwn(padding + digits.slice(3, 16) + padding, hash, kind)).toBe(false);
		for (const { write } of Object.values(HASH_WRITINGS)) {
			const other = Buffer.from(sha1('rose'), 'hex').subarray(0, kind.bytes);
			expect(hasOwn(write(other), hash, kind)).toBe(false);
		}
	});

	it('a long cell is searched from its start to its end', () => {
		const hash = Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes);
		const padding = 'See the ticket of last week about it. '.repeat(600);
		for (const name of ['hex digits', 'base64', 'HTML references', 'base64 of base64']) {
			const text = ` ${HASH_WRITINGS[name]?.write(hash)} `;
			for (let at = 0; at < padding.length; at += 613) {
				const cell = padding.slice(0, at) + text + padding.slice(at);
				expect(hasOwn(cell, hash, kind), `${name} at ${at}`).toBe(true);
			}
		}
		// Of a number no half can be read: where the cell is divided, it must be whole in one of two pieces.
		const number = ` ${HASH_WRITINGS['one decimal number']?.write(hash)} `;
		for (let at = 7000; at < 9000; at += 17) {
			const cell = padding.slice(0, at) + number + padding.slice(at);
			expect(hasOwn(cell, hash, kind), `number at ${at}`).toBe(true);
		}
		expect(hasOwn(padding, hash, kind)).toBe(false);
	});

	it('long lists and texts in many scripts are not taken for a hash', () => {
		const hash = Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes);
		const scores = Array.from({ length: 5000 }, (_, at) => 20 + ((at * 37) % 80)).join(', ');
		const names = 'José María Núñez, Владимир; 東京都 Tokyo. '.repeat(300);
		for (const cell of [scores, names]) expect(hasOwn(cell, hash, kind)).toBe(false);
	});

	it.each<[string, (part: Buffer) => string]>([
		['hex digits', (part) => part.toString('hex')],
		['upper-case digits after 0x', (part) => `0x${part.toString('hex').toUpperCase()}`],
		['hex with colons', (part) => (part.toString('hex').match(/../g) ?? []).join(':')],
		['hex with blanks', (part) => (part.toString('hex').match(/../g) ?? []).join(' ')],
		['decimal numbers', (part) => [...part].join(' ')],
		['decimal numbers of JSON', (part) => JSON.stringify([...part])],
		[
			'decimal words of 32 bits',
			(part) =>
				Array.from({ length: Math.floor(part.length / 4) }, (_, at) =>
					part.readUInt32BE(4 * at),
				).join(),
		],
		['base64', (part) => part.toString('base64')],
		['base64url', (part) => part.toString('base64url')],
	])(`eight bytes or more of the own ${kind.title} hash are found in %s`, (name, write) => {
		const sizes = fc.integer({ min: 8, max: kind.bytes - 1 });
		let missed = 0;
		let runs = 0;
		fc.assert(
			fc.property(hashes, sizes, fc.boolean(), around, (hash, size, isEnd, before) => {
				const part = isEnd ? hash.subarray(-size) : hash.subarray(0, size);
				runs += 1;
				if (!hasOwn(`${before}${write(part)} once`, hash, kind)) missed += 1;
			}),
			{ seed: 1, numRuns: 300 },
		);
		// Short words in base64 may look like a name, numbers may be small, and digits be letters.
		expect(missed / runs).toBeLessThan(/^base64|words/.test(name) ? 0.03 : 0.005);
	});

	it.each([
		['hex', 15],
		['base64', 60],
	] as const)('of eight bytes in %s so few are missed as SECURITY.md says', (encoding, most) => {
		let missed = 0;
		for (let run = 0; run < 10_000; run += 1) {
			const hash = Buffer.from(sha1(`part ${run}`), 'hex').subarray(0, kind.bytes);
			if (!hasOwn(hash.subarray(-8).toString(encoding), hash, kind)) missed += 1;
		}
		expect(missed).toBeLessThan(most);
	});

	it('a part of 16 hex digits is found wherever it begins', () => {
		const hash = Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes);
		const digits = hash.toString('hex');
		for (let from = 0; from + 16 <= digits.length; from += 1) {
			expect(hasOwn(digits.slice(from, from + 16), hash, kind), String(from)).toBe(true);
		}
	});

	it('half of the hash is found in a UUID made of it, wherever it begins, and no other UUID is taken for it', () => {
		const hash = Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes);
		const asUuid = (digits: string) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
		const digits = hash.toString('hex');
		for (let from = 0; from + 32 <= digits.length; from += 1) {
			expect(hasOwn(asUuid(digits.slice(from, from + 32)), hash, kind), String(from)).toBe(true);
		}
		const half = digits.slice(3, 19);
		expect(hasOwn(asUuid(`0123456789${half}abcdef`).toUpperCase(), hash, kind)).toBe(true);
		// Of these 16 digits only seven bytes are whole.
		expect(hasOwn(asUuid(`012345678${half}9abcdef`), hash, kind)).toBe(true);
		const reversed = Buffer.from(hash).reverse().toString('hex').slice(0, 32);
		expect(hasOwn(asUuid(reversed), hash, kind)).toBe(true);
		const backwards = [...digits].toReversed().join('').slice(0, 32);
		expect(hasOwn(asUuid(backwards), hash, kind)).toBe(true);
		for (let run = 0; run < 2000; run += 1) {
			expect(hasOwn(asUuid(sha1(`uuid ${run}`).slice(0, 32)), hash, kind)).toBe(false);
		}
	});

	it('hardly any UUID is decoded, whatever hashes other rows have', () => {
		const uuidOf = (text: string) =>
			Buffer.from(sha1(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'));
		let decoded = 0;
		for (let run = 0; run < 2000; run += 1) {
			const own = sha1(`hash ${run}`).slice(0, 2 * kind.bytes);
			expect(mayHavePart(uuidOf(`hash ${run}`), 0, own)).toBe(true);
			if (mayHavePart(uuidOf(`uuid ${run}`), 0, own)) decoded += 1;
		}
		expect(decoded).toBeLessThan(40);
	});

	it('a row without a hash has no hash to be found', () => {
		const cell = Buffer.from(
			'corp.example\\\\Carl.With.A.Long.Name:1106:0000000000000000000000000000000',
		);
		expect(containsOwnHash(cell, 0, cell.length, () => '', kind)).toBe(false);
	});

	it.each([
		'hex digits',
		'upper-case hex digits',
		'hex of bytea',
		'hex with colons',
		'hex with spaces',
		'full-width hex',
		'Arabic digits',
		'hex with slashes',
		'hex with bars',
		'hex with semicolons',
		'hex with no-break spaces',
		'hex in fives',
		'hex in tens',
		'hex on two lines',
		'C bytes',
		'escaped bytes',
		'percent-encoded bytes',
		'decimal bytes',
		'signed bytes',
		'base64',
		'base64url',
		'percent-encoded base64',
		'base64 of subresource integrity',
		'base64 in LDAP',
		'base64 of LDIF',
		'base64 of hex',
		'base32',
		'hex of hex',
	])(`the ${kind.title} hash of another account is recognized in %s`, (name) => {
		const other = Buffer.from(sha1('letmein'), 'hex').subarray(0, kind.bytes);
		const text = HASH_WRITINGS[name]?.write(other) ?? '';
		expect(hasOther(text, kind)).toBe(true);
		expect(hasOther(`was ${text}, see ticket`, kind)).toBe(true);
	});

	it(`a ${kind.title} hash that lost two digits is one, and one of three less is not`, () => {
		const digits = sha1('letmein').slice(0, 2 * kind.bytes);
		expect(hasOther(digits.slice(1, -1), kind)).toBe(true);
		expect(hasOther(digits.slice(1, -2), kind)).toBe(false);
	});
});

/** What tables have in columns that people keep. */
const ORDINARY = [
	'',
	'u1',
	'someone.with.a.long.name@example.com',
	'Anna.Lindqvist.Johansson@Example.Com',
	'6fa459ea-ee8a-3ca4-894e-db77e160355e',
	'6FA459EA-EE8A-3CA4-894E-DB77E160355E',
	'6fa459ea-ee8a-3ca4-894e-db77e160355e 7fa459ea-ee8a-3ca4-894e-db77e160355f',
	'2024-01-01T00:00:00.000Z',
	'2024-01-01 00:00:00 2024-02-02 00:00:00 2024-03-03 00:00:00 2024-04-04 00:00:00',
	'0041791234567 0041791234568 0041791234569 0041791234570',
	'4111 1111 1111 1111 4111 1111 1111 1111 4111 1111 1111 1111',
	'https://www.example.com/en/products/garden/Spring-Sale?utm_source=mail&utm_medium=x&a=b',
	'https://ru.wikipedia.org/wiki/%D0%A1%D0%B0%D0%BD%D0%BA%D1%82-%D0%9F%D0%B5%D1%82%D0%B5%D1%80%D0%B1%D1%83%D1%80%D0%B3',
	'Called the customer, who wants a refund; see the ticket of last week about it.',
	'Donaudampfschifffahrtsgesellschaft',
	'CN=Anna Lindqvist,OU=Sales,OU=Users,DC=corp,DC=example,DC=com',
	'S-1-5-21-3623811015-3361044348-30300820-1013',
	'2001:0db8:85a3:0000:0000:8a2e:0370:7334',
	'00:1b:44:11:3a:b7, 00:1b:44:11:3a:b8, 00:1b:44:11:3a:b9',
	'1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,1,2,3,4,5',
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)',
	'/home/anna/Documents/Projects/credcheck/Report-2024-final.docx',
	'Санкт-Петербург, Невский проспект 12',
	'東京都千代田区丸の内一丁目9番1号',
	'01ARZ3NDEKTSV4RRFFQ69G5FAV',
];

it.each(ORDINARY)('the ordinary cell %j stays as it is', (cell) => {
	for (const kind of HASH_KINDS) {
		expect(hasOther(cell, kind)).toBe(false);
		expect(hasOwn(cell, Buffer.from(sha1('tulip'), 'hex').subarray(0, kind.bytes), kind)).toBe(
			false,
		);
	}
});

it('cells of the commonest kinds are not even decoded', () => {
	for (const cell of [
		'anna.lindqvist@example.com',
		'6fa459ea-ee8a-3ca4-894e-db77e160355e',
		'2024-01-01T00:00:00.000Z',
		'Switzerland and Liechtenstein',
		'Санкт-Петербург, Невский проспект 12',
	]) {
		const bytes = Buffer.from(cell);
		expect(writingsIn(bytes, 0, bytes.length, SHA1)).toBe(0);
	}
});

it('images and tokens in base64 are not taken for the hash of another account', () => {
	const bytes = Buffer.from(
		Array.from({ length: 500 }, (_, at) => sha1(String(at))).join(''),
		'hex',
	);
	for (const kind of HASH_KINDS) {
		for (const encoding of ['base64', 'base64url'] as const) {
			expect(hasOther(bytes.toString(encoding), kind)).toBe(false);
			const claims = bytes.subarray(0, 700).toString(encoding);
			expect(hasOther(`eyJhbGciOiJIUzI1NiJ9.${claims}.${claims}`, kind)).toBe(false);
		}
	}
});

it('32 hex digits in a row are a hash only among NTLM hashes, since many ids have this form', () => {
	const id = 'd41d8cd98f00b204e9800998ecf8427e';
	expect(hasOther(id, SHA1)).toBe(false);
	expect(hasOther(id, NTLM)).toBe(true);
});
