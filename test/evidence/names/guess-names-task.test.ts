import { describe, expect, it } from 'vitest';
import { guessNamesTask } from '../../../src/evidence/names/guess-names-task.ts';
import { pairOf } from '../../../src/evidence/names/name-hits.ts';
import { parseHash } from '../../../src/range/hash.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { makeBloomFilter } from '../../../src/sets/bloom-filter.ts';
import { guessesOf } from '../../support/guesses.ts';
import { sha1 } from '../../support/ranges.ts';

function wordsOf(password: string): Uint32Array {
	const words = new Uint32Array(5);
	expect(parseHash(sha1(password), SHA1, words, 0)).toBe(true);
	return words;
}

/** The words of a filter that every hash passes. */
const EVERYTHING = new Int32Array(new SharedArrayBuffer(64)).fill(-1);

describe('trying names', () => {
	it('all guesses of each name part are hashed, and nothing else', () => {
		const parts = ['ali', 'müller', 'александра'];
		const expected = parts.flatMap((part) =>
			guessesOf(part).map((password) => ({ part, words: wordsOf(password) })),
		);
		const { tried, pairs, hashes } = guessNamesTask({ kind: SHA1, parts, filter: EVERYTHING });
		expect(tried).toBe(expected.length);
		expect(Array.from(pairs)).toEqual(
			expected.flatMap(({ part, words }) => pairOf(part, words, 0, 5)),
		);
		expect(Array.from(hashes)).toEqual(expected.flatMap(({ words }) => [words[0], words[1]]));
	});

	it('guesses that are too long for a SHA-1 block are left out', () => {
		const { tried, hashes } = guessNamesTask({
			kind: SHA1,
			parts: ['x'.repeat(40)],
			filter: EVERYTHING,
		});
		expect(tried).toBeGreaterThan(1800);
		expect(tried).toBeLessThan(guessesOf('x'.repeat(40)).length);
		expect(hashes.length).toBe(tried * 2);
	});

	it('guesses whose hash is in the filter are returned', () => {
		const filter = makeBloomFilter(1000);
		for (const password of ['Ali123', 'somebody', 'saiD']) filter.add(wordsOf(password), 0);
		const { pairs, hashes } = guessNamesTask({
			kind: SHA1,
			parts: ['ali', 'said'],
			filter: filter.words,
		});
		const words = wordsOf('Ali123');
		expect(Array.from(pairs)).toEqual(pairOf('ali', words, 0, 5));
		expect(Array.from(hashes)).toEqual([words[0], words[1]]);
	});
});
