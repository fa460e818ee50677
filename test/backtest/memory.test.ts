import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultMemory, wordsForKeys } from '../../src/backtest/memory.ts';
import { MIN_BLOCKS, maxWords } from '../../src/match/keys/key-block.ts';
import { SHA1 } from '../../src/range/kind.ts';

it('keys take no more memory than allowed, and there is always room for some blocks', () => {
	fc.assert(
		fc.property(
			fc.nat({ max: 2 ** 33 }),
			fc.integer({ min: 1, max: 64 }),
			fc.integer({ min: 1, max: 2 ** 21 }),
			(bytes, threads, blockBytes) => {
				const words = wordsForKeys(bytes, SHA1, blockBytes);
				const least = MIN_BLOCKS * maxWords(SHA1, blockBytes);
				expect(words).toBeGreaterThanOrEqual(least);
				if (words > least) expect(words * 4).toBeLessThanOrEqual(bytes);
			},
		),
	);
});

it('more memory never gives keys less room, and more threads never give them more', () => {
	const room = (bytes: number, threads: number) => wordsForKeys(bytes, threads, SHA1, 2 ** 21);
	const sizes = [2 ** 24, 2 ** 28, 2 ** 29, 2 ** 30, 2 ** 32];
	expect(sizes.map((size) => room(size, 2))).toEqual(
		sizes.map((size) => room(size, 2)).toSorted((a, b) => a - b),
	);
	for (const size of sizes) expect(room(size, 8)).toBeLessThanOrEqual(room(size, 2));
});

it('the default memory is a share of the machine, 1.25 GiB at most', () => {
	expect(defaultMemory()).toBeGreaterThan(0);
	expect(defaultMemory()).toBeLessThanOrEqual(1.25 * 2 ** 30);
});
