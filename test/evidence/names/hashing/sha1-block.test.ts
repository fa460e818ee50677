import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	BLOCK_WORDS,
	MAX_MESSAGE_BYTES,
	sha1Block,
} from '../../../../src/evidence/names/hashing/sha1-block.ts';
import { runs } from '../../../support/thorough.ts';

function hashed(message: Uint8Array): string {
	const bytes = Buffer.alloc(BLOCK_WORDS * 4);
	bytes.set(message);
	bytes[message.length] = 0x80;
	bytes.writeUInt32BE(message.length * 8, 60);
	const block = Int32Array.from({ length: BLOCK_WORDS }, (_, word) => bytes.readInt32BE(word * 4));
	const hashes = new Uint32Array(9).fill(7);
	sha1Block(block, hashes, 2);
	expect([hashes[0], hashes[1], hashes[7], hashes[8]]).toEqual([7, 7, 7, 7]);
	return Array.from(hashes.subarray(2, 7), (word) => word.toString(16).padStart(8, '0')).join('');
}

const nodeSha1 = (message: Uint8Array) => createHash('sha1').update(message).digest('hex');

describe('the SHA-1 of one block', () => {
	it('the SHA-1 of a block equals that of node:crypto, for any message', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: MAX_MESSAGE_BYTES }), (message) => {
				expect(hashed(message)).toBe(nodeSha1(message));
			}),
			{ numRuns: runs(2000) },
		);
	});

	it('the SHA-1 of a block equals that of node:crypto, for each length and each single bit', () => {
		for (let length = 0; length <= MAX_MESSAGE_BYTES; length += 1) {
			const message = Buffer.alloc(length, 0xff);
			expect(hashed(message)).toBe(nodeSha1(message));
		}
		for (let bit = 0; bit < MAX_MESSAGE_BYTES * 8; bit += 1) {
			const message = Buffer.alloc(MAX_MESSAGE_BYTES);
			message[bit >>> 3] = 1 << (bit & 7);
			expect(hashed(message)).toBe(nodeSha1(message));
		}
	});

	it('the SHA-1 of a block is right for the examples of FIPS 180', () => {
		expect(hashed(Buffer.from('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
		expect(hashed(Buffer.from(''))).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
	});
});
