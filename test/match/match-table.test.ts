import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainThread } from '../../src/main-thread.ts';
import { forEachJoined, RANGE_MISSING } from '../../src/match/keys/key-block.ts';
import { type MatchEvents, matchTable } from '../../src/match/match-table.ts';
import { openPool, type WorkerPool } from '../../src/pool.ts';
import { HASH_KINDS, hashDigits, NTLM, otherKind, SHA1 } from '../../src/range/kind.ts';
import { formatPrefix, parsePrefix } from '../../src/range/prefix.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { inMemory } from '../../src/table/input/table-reader.ts';
import { type AccountsTable, describeTable } from '../../src/table/table.ts';
import { changedRange } from '../support/outcomes.ts';
import { hashOf, rangeText, sha1 } from '../support/ranges.ts';
import { flipBit } from '../support/store.ts';
import { THOROUGH } from '../support/thorough.ts';

const MISSING = ['00002', '7A3F0', 'FFFFE'];
const DAMAGED = '7A3F2';
/** Varints of one byte, two bytes, more than 32 bits, and the largest possible. */
const COUNTS = [1, 2, 127, 128, 16_384, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER];

interface Line {
	readonly text: string;
	/** The hash of the line in upper case, or the reason why it is rejected. */
	readonly hash?: string;
	readonly reason?: string;
}

const byFirst = ([a = 0]: number[], [b = 0]: number[]) => a - b;

interface Limits {
	readonly words: number;
	readonly blockBytes: number;
	readonly signal?: AbortSignal;
}

/** All in one batch, in one block. */
const AMPLE: Limits = { words: 2 ** 20, blockBytes: 2 ** 18 };

describe.each(HASH_KINDS)('$title', (kind) => {
	const digits = hashDigits(kind);
	/** What a hash of the other kind is rejected as. */
	const otherReason = kind.name === 'sha1' ? 'looks_like_ntlm_or_md5' : 'looks_like_sha1';
	const STORED = ['00000', '00001', '7A3F1', kind.emptyPassword.slice(0, 5), 'FFFFF'];

	/** The content of the store: the count of each hash. */
	const HASHES = new Map(
		[...STORED, DAMAGED].flatMap((prefix) =>
			suffixesOf(prefix).map((suffix, index) => [
				prefix + suffix,
				COUNTS[index % COUNTS.length] as number,
			]),
		),
	);
	HASHES.set(kind.emptyPassword, 3);

	/** Many have their first digits in common, up to where the packed format and the join split a hash. */
	function suffixesOf(prefix: string): string[] {
		return Array.from({ length: 200 }, (_, index) => {
			const own = sha1(`${prefix} ${index}`).slice(5, digits);
			const common = [0, 0, 7, 8, 11, 16, 19, 25, digits - 6][index % 9] as number;
			return sha1(`${prefix} ${index - (index % 9)}`).slice(5, 5 + common) + own.slice(common);
		});
	}

	const folder = mkdtempSync(join(tmpdir(), 'credcheck-test-'));
	const storePath = join(folder, `${kind.name}.sqlite`);
	let pools: WorkerPool[] = [];

	beforeAll(() => {
		const writer = openStoreForWriting(storePath, kind);
		for (const prefix of [...STORED, DAMAGED]) {
			const entries = [...HASHES]
				.filter(([hash]) => hash.startsWith(prefix))
				.map(([hash, count]) => ({ suffix: hash.slice(5), count }));
			const number = parsePrefix(prefix) as number;
			writer.record([changedRange(number, rangeText(entries), undefined, kind)], 'test', 1);
		}
		writer.close();
		flipBit(storePath, parsePrefix(DAMAGED) as number, 100);
		const worker = new URL('../../dist/worker.js', import.meta.url);
		pools = [...[1, 2, 3].map((threads) => openPool({ threads, worker })), mainThread()];
	});

	afterAll(async () => {
		await Promise.all(pools.map((pool) => pool.close()));
		rmSync(folder, { recursive: true, force: true });
	});

	async function tableOf(lines: readonly Line[]): Promise<AccountsTable> {
		// Each row is an account of its own: an account does not share a hash with itself.
		const texts = lines.map(({ text }, row) => text.replace(/^1(?=,)/, `${row}`));
		const content = Buffer.from(['id,hash', ...texts, ''].join('\n'));
		return await describeTable(inMemory('table', content), kind, {});
	}

	const stored = fc.constantFrom(...HASHES.keys());
	const anyHash = fc.oneof(
		{ weight: 6, arbitrary: stored },
		{ weight: 1, arbitrary: fc.constant(kind.emptyPassword) },
		// A stored hash with one digit changed.
		{
			weight: 3,
			arbitrary: fc
				.tuple(
					stored,
					fc.integer({ min: 5, max: digits - 1 }),
					fc.constantFrom(...'0123456789ABCDEF'),
				)
				.map(([hash, at, digit]) => hash.slice(0, at) + digit + hash.slice(at + 1)),
		},
		{
			weight: 1,
			arbitrary: fc
				.tuple(fc.constantFrom(...STORED, ...MISSING), fc.nat({ max: 20 }))
				.map(([prefix, number]) => prefix + sha1(`other ${number}`).slice(5, digits)),
		},
	);
	const goodLine: fc.Arbitrary<Line> = fc
		.tuple(anyHash, fc.constantFrom('upper', 'lower', 'mixed', 'spaced'))
		.map(([hash, form]) => {
			const texts = {
				upper: hash,
				lower: hash.toLowerCase(),
				mixed: hash.slice(0, 20).toLowerCase() + hash.slice(20),
				spaced: ` ${hash}\t`,
			};
			return { text: `1,${texts[form]}`, hash };
		});
	const badLine: fc.Arbitrary<Line> = fc
		.tuple(
			anyHash,
			fc.constantFrom(
				'empty',
				'not_hex',
				'wrong_length',
				'looks_like_bcrypt',
				otherReason,
				'looks_like_sha256',
				'ragged_row',
				'broken_quote',
			),
		)
		.map(([hash, reason]) => {
			const texts = {
				empty: '1,',
				not_hex: '1,password',
				wrong_length: `1,${hash.slice(1)}`,
				looks_like_bcrypt: '1,$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
				[otherReason]: `1,${sha1(hash).slice(0, hashDigits(otherKind(kind)))}`,
				looks_like_sha256: `1,${(hash + hash).slice(0, 64)}`,
				ragged_row: `1,${hash},more`,
				broken_quote: `"1"1,${hash}`,
			};
			return { text: texts[reason] as string, reason };
		});
	/** A table with a hash in its first row, since a table without a hash is refused. */
	const anyLines = fc
		.tuple(
			goodLine,
			fc.array(fc.oneof({ weight: 6, arbitrary: goodLine }, { weight: 1, arbitrary: badLine }), {
				maxLength: THOROUGH ? 500 : 200,
				size: 'max',
			}),
		)
		.map(([first, rest]) => [first, ...rest]);

	/** The result that a plain Map gives, with a count of -1 for an unknown one. */
	function naive(lines: readonly Line[]) {
		const hashes = lines.flatMap(({ hash }) => hash ?? []);
		const times = new Map<string, number>();
		for (const hash of hashes) times.set(hash, (times.get(hash) ?? 0) + 1);
		const rejected = lines.flatMap(({ reason }, index) =>
			reason === undefined ? [] : [[index + 1, reason]],
		);
		const reasons = new Map<string, number>();
		for (const { reason } of lines) {
			if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
		}
		const missing = hashes.map((hash) => hash.slice(0, 5)).filter((it) => MISSING.includes(it));
		const isStored = (hash: string) =>
			!MISSING.includes(hash.slice(0, 5)) && !hash.startsWith(DAMAGED);
		const countOf = (hash?: string) => {
			if (hash === undefined) return 0;
			return isStored(hash) ? (HASHES.get(hash) ?? 0) : -1;
		};
		const counts = lines.map(({ hash }) => countOf(hash));
		const histogram = new Map<number, number>();
		for (const count of counts.filter((each) => each > 0)) {
			histogram.set(count, (histogram.get(count) ?? 0) + 1);
		}
		// In a domain the empty password is a finding, not a secret that accounts share.
		const isGrouped = (hash: string) => kind !== NTLM || hash !== kind.emptyPassword;
		const groups = [...times].flatMap(([hash, own]) => (own > 1 && isGrouped(hash) ? own : []));
		return {
			counts,
			rejected,
			histogram: [...histogram].map(([count, rows]) => [count, rows]).toSorted(byFirst),
			rows: lines.length,
			checked: hashes.length,
			reasons,
			emptyPasswords: times.get(kind.emptyPassword) ?? 0,
			distinct: times.size,
			shared: groups.reduce((sum, own) => sum + own, 0),
			groups: groups.length,
			largestGroup: Math.max(0, ...groups),
			missingRanges: new Set(missing).size,
			unknown: missing.length,
			damaged: hashes.some((hash) => hash.startsWith(DAMAGED)) ? [DAMAGED] : [],
		};
	}

	async function matched(
		lines: readonly Line[],
		pool: WorkerPool | undefined,
		limits: Limits,
		events: MatchEvents = {},
	): Promise<ReturnType<typeof naive>> {
		if (pool === undefined) throw new Error('no pool');
		const rejected: [number, string][] = [];
		const counts = lines.map(() => 0);
		const match = await matchTable(
			await tableOf(lines),
			{ storePath, kind, pool, ...limits },
			{
				onReject: (row, reason) => rejected.push([row, reason]),
				async onBatch(blocks, memory) {
					for (const { keys, firstRow } of blocks) {
						forEachJoined(memory, keys, kind, (row, count) => {
							counts[firstRow - 1 + row] = count === RANGE_MISSING ? -1 : count;
						});
					}
				},
				...events,
			},
		);
		return {
			counts,
			rejected,
			histogram: match.counts.map(([count, rows]) => [count, rows]).toSorted(byFirst),
			rows: match.rows,
			checked: match.checked,
			reasons: new Map(match.rejectedByReason),
			emptyPasswords: match.emptyPasswords,
			distinct: match.distinct,
			shared: match.shared,
			groups: match.groups,
			largestGroup: match.largestGroup,
			missingRanges: match.missing.size,
			unknown: match.unknown,
			damaged: [...match.damaged].map(formatPrefix),
		};
	}

	describe(`matching a table with a store of ${kind.title}`, () => {
		it('matching has the same result as a Map, for any batches, blocks and threads', async () => {
			const limits = fc.record({
				// From one block per batch to all in one batch.
				words: fc.constantFrom(8000, 20_000, AMPLE.words),
				blockBytes: fc.constantFrom(50, 1000, 10_000),
			});
			await fc.assert(
				fc.asyncProperty(anyLines, limits, fc.nat({ max: 3 }), async (lines, each, which) => {
					expect(await matched(lines, pools[which], each)).toEqual(naive(lines));
				}),
				// A time limit, so that a failure is shrunk and shown before the test times out.
				{ numRuns: THOROUGH ? 40 : 12, interruptAfterTimeLimit: 20_000 },
			);
		});

		it('matching finds every hash of the store, and none that differs in the last digit', async () => {
			const known = [...HASHES.keys()].filter((hash) => !hash.startsWith(DAMAGED));
			const others = known
				.map((hash) => hash.slice(0, -1) + (hash.endsWith('0') ? '1' : '0'))
				.filter((hash) => !HASHES.has(hash));
			const lines = [...known, ...others].map((hash) => ({ text: `1,${hash}`, hash }));
			const { counts } = await matched(lines, pools[1], AMPLE);
			expect(counts.slice(0, known.length)).toEqual(known.map((hash) => HASHES.get(hash)));
			expect(new Set(counts.slice(known.length))).toEqual(new Set([0]));
		});

		it('matching has the same result as a Map if one hash has more rows than fit in memory', async () => {
			const hash = [...HASHES.keys()][0] as string;
			const lines = Array.from({ length: 2000 }, () => ({ text: `1,${hash}`, hash }));
			const limits = { words: 8000, blockBytes: 1000 };
			expect(await matched(lines, pools[1], limits)).toEqual(naive(lines));
		});

		it('matching has the same result as a Map if more hashes begin alike than fit in memory', async () => {
			const [known] = HASHES.keys() as Iterable<string> as [string];
			const alike = Array.from({ length: 3200 }, (_, index) => {
				const hash = hashOf(`${index % 2900}`, kind);
				return known.slice(0, 8) + hash.slice(8);
			});
			const lines = [...alike, known].map((hash) => ({ text: `1,${hash}`, hash }));
			const limits = { words: 20_000, blockBytes: 5000 };
			expect(await matched(lines, pools[1], limits)).toEqual(naive(lines));
		});

		it('matching reports a damaged range, and finds nothing in it', async () => {
			const hashes = [...HASHES.keys()].filter((hash) => hash.startsWith(DAMAGED)).slice(0, 5);
			const lines = hashes.map((hash) => ({ text: `1,${hash}`, hash }));
			const { damaged, counts, unknown } = await matched(lines, pools[1], AMPLE);
			expect(damaged).toEqual([DAMAGED]);
			expect(counts).toEqual([-1, -1, -1, -1, -1]);
			expect(unknown).toBe(0);
		});

		it('matching finds nothing in a table without rows', async () => {
			expect(await matched([], pools[0], AMPLE)).toEqual(naive([]));
		});

		it('a table without a single hash is refused, and its cells are described but not shown', async () => {
			const cell = hashOf('password', otherKind(kind));
			// The first cells are empty; otherwise the columns would be refused before matching.
			const cells = ['', cell, cell].flatMap((each) => Array<string>(1500).fill(each));
			const lines = cells.map((each) => ({ text: `1,${each}` }));
			const matching = matched(lines, pools[0], AMPLE);
			await expect(matching).rejects.toThrow(expect.objectContaining({ code: 'INPUT' }));
			await expect(matching).rejects.toThrow(`contains no ${kind.title} hashes`);
			await expect(matching).rejects.not.toThrow(cell);
		});

		// Nothing of this depends on the kind.
		it.runIf(kind === SHA1)(
			'matching uses more threads if many ranges are needed, with the same result',
			async () => {
				const spread = Array.from({ length: 70_000 }, (_, index) => formatPrefix(index * 14));
				const hashes = spread.map(
					(prefix, row) =>
						prefix +
						row
							.toString(16)
							.toUpperCase()
							.padStart(digits - 5, '1'),
				);
				const known = [...HASHES.keys()].filter((hash) => !hash.startsWith(DAMAGED));
				const lines = [...hashes, ...known].map((hash) => ({ text: `1,${hash}`, hash }));
				const opened: WorkerPool[] = [];
				const readers = {
					open: async () => {
						const [, , more] = pools;
						opened.push(more as WorkerPool);
						return more as WorkerPool;
					},
					close: async () => {},
				};
				const found = async (count: number) => {
					const setting = { storePath, kind, pool: pools[0] as WorkerPool, readers, ...AMPLE };
					return await matchTable(await tableOf(lines.slice(-count)), setting);
				};
				const { counts, checked, distinct } = await found(lines.length);
				expect(opened).toHaveLength(1);
				const expected = await found(known.length);
				expect(opened).toHaveLength(1);
				expect(checked).toBe(lines.length);
				expect(distinct).toBe(lines.length);
				const byCount = ([a]: readonly number[], [b]: readonly number[]) => (a ?? 0) - (b ?? 0);
				expect(counts.toSorted(byCount)).toEqual(expected.counts.toSorted(byCount));
			},
		);

		it('matching can be aborted', async () => {
			const lines = [...HASHES.keys()].map((hash) => ({ text: `1,${hash}`, hash }));
			const stop = new AbortController();
			const limits = { ...AMPLE, signal: stop.signal };
			const events = { onReading: () => stop.abort(new Error('stopped')) };
			await expect(matched(lines, pools[0], limits, events)).rejects.toThrow('stopped');
		});
	});
});
