import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockKeys } from '../../../src/kernels/block-keys.ts';
import { type KeyArena, makeKeyArena } from '../../../src/match/keys/key-arena.ts';
import {
	ALL_PARTITIONS,
	firstKeyOf,
	forEachJoined,
	type KeyBlock,
	keyWords,
	maxWords,
	PARTITIONS,
	type Partitions,
	putKeys,
	RANGE_MISSING,
	writeJoined,
} from '../../../src/match/keys/key-block.ts';
import { keysBefore, splitBySize, splitEvenly } from '../../../src/match/keys/partitions.ts';
import { SortedKeys } from '../../../src/match/keys/sorted-keys.ts';
import { parseHash } from '../../../src/range/hash.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { sha1 } from '../../support/ranges.ts';
import { runs } from '../../support/thorough.ts';

const STRIDE = keyWords(SHA1);

/** Hashes of a few partitions, including the first and the last; many have a common beginning. */
const anyHash = fc
	.tuple(
		fc.constantFrom('00000', '00001', 'ABC00', 'ABCDE', 'FFF00', 'FFFFF'),
		fc.nat({ max: 30 }),
		fc.constantFrom(0, 1, 6, 7, 10, 20, 34),
	)
	.map(([prefix, number, common]) => {
		const rest = sha1('same').slice(5, 5 + common) + sha1(`${number}`).slice(5 + common);
		return prefix + rest;
	});

function put(memory: KeyArena, hashes: readonly string[], partitions = ALL_PARTITIONS): KeyBlock {
	const keys = new BlockKeys({ digits: 40, ...partitions });
	for (const [row, hash] of hashes.entries()) {
		parseHash(hash, SHA1, keys.words, keys.at);
		keys.words[keys.at + STRIDE - 1] = row;
		keys.add();
	}
	return putKeys(memory, keys, partitions);
}

function hashAt({ words }: KeyArena, position: number): string {
	return [...words.subarray(position, position + STRIDE - 1)]
		.map((word) => word.toString(16).padStart(8, '0'))
		.join('')
		.toUpperCase();
}

const partitionOf = (hash: string) => Number.parseInt(hash.slice(0, 3), 16);

describe('the keys of some blocks', () => {
	it('the keys of a partition are sorted by hash', () => {
		fc.assert(
			fc.property(fc.array(fc.array(anyHash), { minLength: 1, maxLength: 4 }), (blocks) => {
				const memory = makeKeyArena(100_000);
				const putBlocks = blocks.map((hashes) => put(memory, hashes));
				const keys = new SortedKeys(memory, putBlocks, STRIDE);
				const all = blocks.flat().toSorted();
				for (const partition of new Set([...all.map(partitionOf), 5])) {
					keys.load(partition);
					const own = all.filter((hash) => partitionOf(hash) === partition);
					const positions = Array.from({ length: keys.size }, (_, at) => keys.positionAt(at));
					expect(positions.map((position) => hashAt(memory, position))).toEqual(own);
					expect(new Set(positions).size).toBe(own.length);
					for (let at = 0; at < own.length; at += 1) {
						const hash = own[at] as string;
						expect(keys.endOfHash(at)).toBe(own.lastIndexOf(hash) + 1);
						const prefix = hash.slice(0, 5);
						expect(keys.prefixAt(at)).toBe(Number.parseInt(prefix.slice(3), 16));
						expect(keys.endOfPrefix(at)).toBe(
							own.findLastIndex((other) => other.startsWith(prefix)) + 1,
						);
					}
				}
			}),
			{ numRuns: runs(200) },
		);
	});

	it('the keys of a block take no more memory than its size allows for', () => {
		fc.assert(
			fc.property(fc.array(anyHash), (hashes) => {
				const memory = makeKeyArena(100_000);
				const before = memory.free;
				put(memory, hashes);
				const bytes = hashes.map((hash) => `${hash}\n`).join('').length;
				expect(before - memory.free).toBeLessThanOrEqual(maxWords(SHA1, bytes));
			}),
		);
	});

	it('the keys of blocks do not overlap, and are refused when the memory is full', () => {
		const memory = makeKeyArena(2 * (2049 + STRIDE));
		const hash = sha1('any');
		const blocks = [put(memory, [hash]), put(memory, [hash])];
		expect(blocks.map(({ at }) => hashAt(memory, at))).toEqual([hash, hash]);
		expect(() => put(memory, [hash])).toThrow('no room');
		memory.reset();
		expect(hashAt(memory, put(memory, [sha1('other')]).at)).toBe(sha1('other'));
	});

	it('joined keys keep their counts, up to 53 bits, and their groups', () => {
		const memory = makeKeyArena(10_000);
		const block = put(memory, ['a', 'b', 'c', 'd', 'e', 'f'].map(sha1));
		const joined = [
			[1, 0, 0],
			[0, 0, 0],
			[2 ** 32, 7, 2],
			[Number.MAX_SAFE_INTEGER, 0, 0],
			[0, 2 ** 32 - 1, 2 ** 32 - 2],
			[RANGE_MISSING, 0, 0],
		] satisfies [number, number, number][];
		for (let key = 0; key < joined.length; key += 1) {
			const at = block.at + key * STRIDE;
			const row = memory.words[at + STRIDE - 1] as number;
			writeJoined(memory.words, at, ...(joined[row] as [number, number, number]));
		}
		const results: (readonly number[])[] = [];
		forEachJoined(memory, block, SHA1, (row, ...result) => {
			results[row] = result;
		});
		// A key that was not found and belongs to no group is left out.
		expect(results).toEqual(joined.map((result, row) => (row === 1 ? undefined : result)));
	});
});

describe('intervals of partitions', () => {
	const anyKeys = fc.array(fc.array(anyHash), { maxLength: 3 });
	const within = (hashes: readonly string[], { first, end }: Partitions) =>
		hashes.filter((hash) => partitionOf(hash) >= first && partitionOf(hash) < end).length;

	it('intervals of partitions have every key once, and are not empty, too many or too large', () => {
		fc.assert(
			fc.property(anyKeys, fc.integer({ min: 1, max: 50 }), (blocks, most) => {
				const memory = makeKeyArena(100_000);
				const before = keysBefore(
					memory,
					blocks.map((hashes) => put(memory, hashes)),
				);
				const all = blocks.flat();
				expect(before[PARTITIONS]).toBe(all.length);
				for (const split of [splitEvenly(before, most), splitBySize(before, most)]) {
					const sizes = split.map((interval) => within(all, interval));
					expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(all.length);
					expect(sizes).not.toContain(0);
					for (const [at, { first }] of split.entries()) {
						if (at > 0) expect(first).toBeGreaterThanOrEqual(split[at - 1]?.end as number);
					}
				}
				expect(splitEvenly(before, most).length).toBeLessThanOrEqual(most);
				for (const interval of splitBySize(before, most)) {
					const partitions = new Set(
						all.map(partitionOf).filter((it) => it >= interval.first && it < interval.end),
					);
					if (partitions.size > 1) expect(within(all, interval)).toBeLessThanOrEqual(most);
				}
			}),
			{ numRuns: runs(200) },
		);
	});

	it('even intervals cover all partitions, however many intervals are requested', () => {
		const before = Float64Array.from({ length: PARTITIONS + 1 }, (_, at) => at * 73 + (at % 7));
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5000 }), (most) => {
				const split = splitEvenly(before, most);
				expect(split[0]?.first).toBe(0);
				expect(split.at(-1)?.end).toBe(PARTITIONS);
				for (const [at, { first }] of split.entries()) {
					if (at > 0) expect(first).toBe(split[at - 1]?.end);
				}
			}),
			{ numRuns: 30 },
		);
		expect(() => splitEvenly(before, 32.5)).toThrow();
	});

	it('a block that is limited to some partitions locates the keys of all', () => {
		const memory = makeKeyArena(10_000);
		const hashes = ['ABC00', 'ABCDE'].map((prefix) => prefix + sha1('x').slice(5));
		const block = put(memory, hashes, { first: 0xabc, end: 0xabd });
		const firsts = [0, 0xabb, 0xabc, 0xabd, 0xfff].map((it) => firstKeyOf(memory, block, it));
		expect(firsts).toEqual([0, 0, 0, 2, 2]);
	});
});
