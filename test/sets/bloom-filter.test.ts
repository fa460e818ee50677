import { describe, expect, it } from 'vitest';
import { BloomFilter, makeBloomFilter } from '../../src/sets/bloom-filter.ts';

/** The words of pseudo-random hashes, different for each seed. */
function hashes(count: number, seed: number): Uint32Array {
	let state = seed;
	return Uint32Array.from({ length: count * 5 }, () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state;
	});
}

function passing(filter: BloomFilter, words: Uint32Array): number {
	let passed = 0;
	for (let at = 0; at < words.length; at += 5) passed += filter.mayHave(words, at) ? 1 : 0;
	return passed;
}

const COUNT = 60_000;

describe('the Bloom filter', () => {
	const filter = makeBloomFilter(COUNT);
	const added = hashes(COUNT, 1);
	for (let at = 0; at < added.length; at += 5) filter.add(added, at);

	it('a Bloom filter passes all hashes that were added, and hardly any others', () => {
		expect(passing(filter, added)).toBe(COUNT);
		expect(passing(filter, hashes(COUNT, 2))).toBeLessThan(COUNT / 10_000);
	});

	it('a new Bloom filter is empty', () => {
		expect(passing(makeBloomFilter(COUNT), added)).toBe(0);
	});

	it('a Bloom filter is the same on another thread', () => {
		expect(filter.words.buffer).toBeInstanceOf(SharedArrayBuffer);
		expect(passing(new BloomFilter(filter.words), added)).toBe(COUNT);
	});

	it('the size of a Bloom filter is 64 KiB to 512 MiB, depending on the number of hashes', () => {
		const bytesFor = (count: number) => makeBloomFilter(count).words.byteLength;
		expect(bytesFor(0)).toBe(2 ** 16);
		expect(bytesFor(2 ** 20)).toBe(2 ** 22);
		expect(bytesFor(2 ** 20 + 1)).toBe(2 ** 23);
		expect(bytesFor(1e12)).toBe(2 ** 29);
	});

	it('a folded Bloom filter passes the same hashes, with at least 32 bits for each', () => {
		const large = makeBloomFilter(COUNT * 40);
		for (let at = 0; at < added.length; at += 5) large.add(added, at);
		const small = large.folded(COUNT);
		expect(small.words).toEqual(filter.words);
		expect(large.folded(COUNT * 40).words.length).toBe(large.words.length);
		expect(large.folded(0).words.byteLength).toBe(2 ** 16);
	});
});
