import { describe, expect, it } from 'vitest';
import { guessNamesTask } from '../../../src/evidence/names/guess-names-task.ts';
import { pairOf } from '../../../src/evidence/names/name-hits.ts';
import { parseHash } from '../../../src/range/hash.ts';
import { HASH_KINDS, type HashKind, hashWords } from '../../../src/range/kind.ts';
import { makeBloomFilter } from '../../../src/sets/bloom-filter.ts';
import { guessesOf } from '../../support/guesses.ts';
import { hashOf } from '../../support/ranges.ts';

function wordsOf(password: string, kind: HashKind): Uint32Array {
	const words = new Uint32Array(hashWords(kind));
	expect(parseHash(hashOf(password, kind), kind, words, 0)).toBe(true);
	return words;
}

/** The words of a filter that every hash passes. */
const EVERYTHING = new Int32Array(new SharedArrayBuffer(64)).fill(-1);

describe.each(HASH_KINDS)('trying names among $title hashes', (kind) => {
	it('all guesses of each name part are hashed, and nothing else', () => {
		const parts = ['ali', 'müller', 'александра'];
		const expected = parts.flatMap((part) =>
			guessesOf(part).map((password) => ({ part, words: wordsOf(password, kind) })),
		);
		const { tried, pairs, hashes } = guessNamesTask({ kind, parts, filter: EVERYTHING });
		expect(tried).toBe(expected.length);
		expect(Array.from(pairs)).toEqual(
			expected.flatMap(({ part, words }) => pairOf(part, words, 0, words.length)),
		);
		expect(Array.from(hashes)).toEqual(expected.flatMap(({ words }) => [words[0], words[1]]));
	});

	it('guesses that are too long for a block of SHA-1 are left out', () => {
		const { tried, hashes } = guessNamesTask({
			kind,
			parts: ['x'.repeat(40)],
			filter: EVERYTHING,
		});
		expect(tried).toBeGreaterThan(1800);
		expect(tried).toBeLessThan(guessesOf('x'.repeat(40)).length);
		expect(hashes.length).toBe(tried * 2);
	});

	it('guesses whose hash is in the filter are returned', () => {
		const filter = makeBloomFilter(1000);
		for (const password of ['Ali123', 'somebody', 'saiD']) filter.add(wordsOf(password, kind), 0);
		const { pairs, hashes } = guessNamesTask({
			kind,
			parts: ['ali', 'said'],
			filter: filter.words,
		});
		const words = wordsOf('Ali123', kind);
		expect(Array.from(pairs)).toEqual(pairOf('ali', words, 0, words.length));
		expect(Array.from(hashes)).toEqual([words[0], words[1]]);
	});
});
