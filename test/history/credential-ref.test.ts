import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAG_BYTES } from '../../src/history/aes-cmac.ts';
import { CredentialRefs, refKeyOf } from '../../src/history/credential-ref.ts';
import { cipherKey, cmac } from '../support/cmac.ts';
import { runs } from '../support/thorough.ts';

/** Ids whose tags look like numbers, with the key below and a hash of zeros. */
const NUMBERS = ['160521', '842700'];
const SECRET = Buffer.from(
	'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
	'hex',
);

/** Hash and id. */
type Account = readonly [hash: Buffer, id: Buffer];

function refsOf(secret: Uint8Array, accounts: readonly Account[]): string[] {
	const refs = new CredentialRefs(refKeyOf(secret).key, accounts.length);
	const indexes = accounts.map(([hash, id]) => {
		const words = Uint32Array.from({ length: hash.length / 4 }, (_, word) =>
			hash.readUInt32BE(word * 4),
		);
		return refs.add(words, id, 0, id.length);
	});
	const bytes = refs.tags();
	return indexes.map((index) => bytes.toString('hex', index * TAG_BYTES, (index + 1) * TAG_BYTES));
}

function tagOf(secret: Uint8Array, [hash, id]: Account): Buffer {
	return cmac(cipherKey(secret), Buffer.concat([hash, id]));
}

const bytes = (minLength: number, maxLength = minLength) =>
	fc.uint8Array({ minLength, maxLength, size: 'max' }).map((own) => Buffer.from(own));

describe('a reference', () => {
	it('a reference is the AES-CMAC of hash and id, for ids of any length and secrets of any length', () => {
		const accounts = fc.array(fc.tuple(fc.oneof(bytes(20), bytes(16)), bytes(1, 300)));
		fc.assert(
			fc.property(bytes(1, 100), accounts, (secret, rows) => {
				const expected = rows.map((row) => tagOf(secret, row).toString('hex'));
				expect(refsOf(secret, rows)).toEqual(expected);
			}),
			{ numRuns: runs(300) },
		);
	});

	it('a reference that looks like a number begins with an f instead', () => {
		const hash = Buffer.alloc(20);
		const accounts = ['1', ...NUMBERS, '2'].map((id): Account => [hash, Buffer.from(id)]);
		const [first, ...others] = accounts.map((account) => tagOf(SECRET, account).toString('hex'));
		const last = others.pop();
		expect(others.join(' ')).toMatch(/^\d+e\d+ \d+e\d+$/);
		const changed = others.map((tag) => `f${tag.slice(1)}`);
		expect(refsOf(SECRET, accounts)).toEqual([first, ...changed, last]);
	});

	it('the name of a credential_ref key depends on the key, but does not contain it', () => {
		const { key, name } = refKeyOf(SECRET);
		expect(name).toMatch(/^[0-9a-f]{16}$/);
		expect(SECRET.toString('hex')).not.toContain(name);
		expect(Buffer.from(key).toString('hex')).not.toContain(name);
		expect(refKeyOf(Buffer.alloc(32)).name).not.toBe(name);
	});
});
