import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyBatch, type SharedKeys } from '../../src/match/key-batch.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { PREFIX_COUNT, parsePrefix } from '../../src/range/prefix.ts';
import { sha1 } from '../support/ranges.ts';

function hashOf({ words }: SharedKeys, key: number): string {
	const digits = [...words.subarray(key * 5, key * 5 + 5)].map((word) =>
		word.toString(16).padStart(8, '0'),
	);
	return digits.join('').toUpperCase();
}

/** The row and hash of each key of a prefix, as the grouping gives them. */
function group(keys: SharedKeys, prefix: number): [row: number | undefined, hash: string][] {
	return [...keys.order.subarray(keys.groups[prefix], keys.groups[prefix + 1])].map((key) => [
		keys.rows[key],
		hashOf(keys, key),
	]);
}

/** The first and the last are among them. */
const PREFIXES = ['00000', '00001', 'ABCDE', 'FFFFE', 'FFFFF'];
const anyHash = fc
	.tuple(fc.constantFrom(...PREFIXES), fc.nat({ max: 50 }))
	.map(([prefix, number]) => prefix + sha1(`${number}`).slice(5));

describe('a batch', () => {
	it('groups its keys by prefix, in order of arrival, each with its hash and row', () => {
		fc.assert(
			fc.property(fc.array(anyHash), (hashes) => {
				const batch = new KeyBatch(SHA1, hashes.length + 1);
				for (const [index, hash] of hashes.entries()) {
					const written = index % 2 === 0 ? hash : hash.toLowerCase();
					expect(batch.stage(written)).toBe(parsePrefix(hash.slice(0, 5)));
					batch.keep(index * 3);
				}
				const keys = batch.grouped();
				for (const prefix of PREFIXES) {
					const own = hashes.flatMap((hash, index) =>
						hash.startsWith(prefix) ? [[index * 3, hash]] : [],
					);
					expect(group(keys, parsePrefix(prefix) as number)).toEqual(own);
				}
				expect(keys.groups[0]).toBe(0);
				expect(keys.groups[PREFIX_COUNT]).toBe(hashes.length);
			}),
			{ numRuns: 50 },
		);
	});

	it('has no key of what was staged and not kept, nor of what is no hash', () => {
		const batch = new KeyBatch(SHA1, 4);
		batch.stage(sha1('left'));
		expect(batch.stage('not a hash')).toBe(-1);
		batch.stage(sha1('kept'));
		batch.keep(9);
		const keys = batch.grouped();
		expect([...keys.rows]).toEqual([9]);
		expect(hashOf(keys, 0)).toBe(sha1('kept'));
	});

	it('is full one key before its capacity, and empty again when cleared', () => {
		const batch = new KeyBatch(SHA1, 3);
		const fill = () => {
			let keys = 0;
			for (; !batch.full; keys += 1) {
				batch.stage(sha1(`${keys}`));
				batch.keep(keys);
			}
			return keys;
		};
		expect(fill()).toBe(2);
		batch.clear();
		expect(batch.size).toBe(0);
		expect(fill()).toBe(2);
	});

	it('gives views that worker threads share, not copies', () => {
		const batch = new KeyBatch(SHA1, 2);
		batch.stage(sha1('any'));
		batch.keep(1);
		for (const view of Object.values(batch.grouped())) {
			expect(view.buffer).toBeInstanceOf(SharedArrayBuffer);
		}
	});
});
