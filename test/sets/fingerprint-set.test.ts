import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FingerprintSet, fingerprintOf } from '../../src/sets/fingerprint-set.ts';

/** Few words, so that many fingerprints share a first word; and 0, which must not look like a free slot. */
const word = fc.constantFrom(0, 1, 2, 1024, 1025, 2 ** 31, 2 ** 32 - 1);

describe('the set of fingerprints', () => {
	it('a fingerprint set has the same members as a Set, with a first word of 0 counted as 1', () => {
		const pairs = fc.array(fc.tuple(word, word));
		fc.assert(
			fc.property(pairs, pairs, (added, others) => {
				const set = new FingerprintSet();
				const reference = new Set<string>();
				for (const [low, high] of added) {
					set.addPair(low, high);
					reference.add(`${low || 1} ${high}`);
				}
				expect(set.size).toBe(reference.size);
				for (const [low, high] of [...added, ...others]) {
					expect(set.hasPair(low, high)).toBe(reference.has(`${low || 1} ${high}`));
				}
			}),
		);
	});

	it('a fingerprint set keeps its members as it grows, and is never more than half full', () => {
		const set = new FingerprintSet();
		for (let number = 0; number < 50_000; number += 1) set.addPair(number * 3, number);
		expect(set.size).toBe(50_000);
		expect(set.slots.length).toBeGreaterThanOrEqual(4 * set.size);
		let kept = 0;
		let others = 0;
		for (let number = 0; number < 50_000; number += 1) {
			if (set.hasPair(number * 3, number)) kept += 1;
			if (set.hasPair(number * 3, number + 1)) others += 1;
		}
		expect({ kept, others }).toEqual({ kept: 50_000, others: 0 });
	});

	it('a fingerprint set can be read on another thread', () => {
		const set = new FingerprintSet();
		set.addPair(7, 8);
		expect(set.slots.buffer).toBeInstanceOf(SharedArrayBuffer);
		const other = new FingerprintSet(set.slots);
		expect([other.hasPair(7, 8), other.hasPair(8, 7)]).toEqual([true, false]);
	});
});

describe('a fingerprint', () => {
	it('a fingerprint is the first 64 bits of the SHA-256 of the UTF-8', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const sha256 = createHash('sha256').update(text, 'utf8').digest();
				const words = [sha256.readUInt32LE(0), sha256.readUInt32LE(4)];
				expect(fingerprintOf(text)).toEqual(words);
				expect(fingerprintOf(Buffer.from(text))).toEqual(words);
			}),
		);
	});
});
