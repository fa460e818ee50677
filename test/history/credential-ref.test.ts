import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialRefs, nameOfKey, textOfRef } from '../../src/history/credential-ref.ts';
import { runs } from '../support/thorough.ts';

/** Ids whose references look like numbers, with the key below and a hash of zeros. */
const NUMBERS = ['1651937', '2772675'];
const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');

/** The SHA-1 as words. */
function wordsOf(hash: Buffer): Uint32Array {
	return Uint32Array.from({ length: hash.length / 4 }, (_, word) => hash.readUInt32BE(word * 4));
}

function refOf(refs: CredentialRefs, hash: Buffer, id: Buffer): string {
	// The id is among other bytes, as in a row.
	const row = Buffer.concat([Buffer.from('before,'), id, Buffer.from(',after')]);
	return textOfRef(refs.of(wordsOf(hash), row, 7, 7 + id.length));
}

const bytes = (length: number) =>
	fc.uint8Array({ minLength: length, maxLength: length }).map((own) => Buffer.from(own));

describe('a reference', () => {
	it('a reference is the HMAC-SHA-256 of hash and id, truncated to 128 bits, for ids of any length', () => {
		const hash = fc.oneof(bytes(20), bytes(16));
		const id = fc.uint8Array({ maxLength: 300, size: 'max' }).map((own) => Buffer.from(own));
		fc.assert(
			fc.property(bytes(32), fc.array(fc.tuple(hash, id), { minLength: 1 }), (key, accounts) => {
				const refs = new CredentialRefs(key);
				for (const [own, account] of accounts) {
					const hmac = createHmac('sha256', key).update(own).update(account).digest('hex');
					expect(refOf(refs, own, account)).toBe(hmac.slice(0, 32));
				}
			}),
			{ numRuns: runs(300) },
		);
	});

	it('a reference is right for ids that end near a block boundary', () => {
		const refs = new CredentialRefs(KEY);
		const hash = Buffer.alloc(20, 7);
		for (let length = 0; length < 80; length += 1) {
			const id = Buffer.alloc(length, 0xe9);
			const hmac = createHmac('sha256', KEY).update(hash).update(id).digest('hex');
			expect(refOf(refs, hash, id)).toBe(hmac.slice(0, 32));
		}
	});

	it('a reference that looks like a number is the second half of the HMAC instead', () => {
		const refs = new CredentialRefs(KEY);
		const hash = Buffer.alloc(20);
		for (const id of NUMBERS) {
			const hmac = createHmac('sha256', KEY).update(hash).update(id).digest('hex');
			expect(hmac.slice(0, 32)).toMatch(/^\d+(e\d+)?$/);
			expect(refOf(refs, hash, Buffer.from(id))).toBe(hmac.slice(32));
		}
	});

	it('the name of a credential_ref key depends on the key, but does not contain it', () => {
		expect(nameOfKey(KEY)).toMatch(/^[0-9a-f]{16}$/);
		expect(KEY.toString('hex')).not.toContain(nameOfKey(KEY));
		expect(nameOfKey(Buffer.alloc(32))).not.toBe(nameOfKey(KEY));
	});
});
