/**
 * Finds the accounts whose password is made from their own name. A hash does not reveal this, so likely passwords
 * are made from each distinct word in the name columns and hashed, once for all accounts that have the word.
 */

import { mapInOrder } from '../../concurrency.ts';
import type { WorkerPool } from '../../pool.ts';
import { hashDigits } from '../../range/kind.ts';
import { makeBloomFilter } from '../../sets/bloom-filter.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { type AccountsTable, rowFormat } from '../../table/table.ts';
import { BLOCKS_PER_THREAD, TablePass } from '../../table/table-pass.ts';
import { type GuessedNames, guessNamesTask } from './guess-names-task.ts';
import type { NameHits } from './name-hits.ts';
import type { NameColumn } from './name-parts.ts';
import { isIn, readNamesTask, type Share } from './read-names-task.ts';

/** Distinct name parts in memory at a time, some 100 MB. If there are more, the table is read once for each share of them. */
const MAX_PARTS = 1_000_000;
/** Name parts per task, which take about a quarter of a second on one core. */
const TASK_PARTS = 1000;
/** Bytes of a block: its joined forms take a quarter of a second to try. */
const BLOCK_BYTES = 256 * 1024;

export interface NameSearchOptions {
	readonly pool: WorkerPool;
	/** Without the column of hashes. */
	readonly nameColumns: readonly NameColumn[];
	readonly blockBytes?: number | undefined;
	/** Distinct parts in memory at a time, roughly; default a million. The results do not depend on it. */
	readonly mostParts?: number | undefined;
	readonly onProgress?: ((progress: NameProgress) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface NameProgress {
	readonly phase: 'collecting' | 'trying';
	/** How much of the phase is done, 0 to 1. */
	readonly done: number;
	/** Distinct parts so far. */
	readonly parts: number;
	/** Both phases run once for each share of the parts; the number of shares may grow in the first phase. */
	readonly share: Share;
}

/** The hits are slots of a `FingerprintSet`, in memory that all threads share. */
export interface NamesFound extends NameHits {
	/** Distinct parts tried. */
	readonly parts: number;
	/** Joined forms tried, counted separately for each account. */
	readonly joined: number;
	/** Guesses tried, for parts and joined forms together. */
	readonly tried: number;
}

/** @throws the signal's reason when it is aborted; what reading the table throws */
export async function searchNames(
	table: AccountsTable,
	options: NameSearchOptions,
): Promise<NamesFound> {
	const { pool, signal, blockBytes = BLOCK_BYTES, mostParts = MAX_PARTS } = options;
	const { kind } = table;
	const pairs = new FingerprintSet();
	const hashes = new FingerprintSet();
	const counts = { parts: 0, joined: 0, tried: 0 };
	// A row has at least the digits of its hash. A gzipped row may take half of that, so a gzipped table may have
	// twice as many rows as estimated, and the filter half as many bits per hash.
	let filter = makeBloomFilter(table.bytes / hashDigits(kind));
	let share: Share = { index: 0, of: 1 };
	/** Distinct parts of the share. */
	const parts = new Set<string>();

	/** Reads the table once, for the parts of the share; returns the number of rows with a hash. */
	const collect = async (): Promise<number> => {
		const task = {
			...rowFormat(table),
			names: options.nameColumns,
			filter: share.index === 0 ? filter.words : undefined,
		};
		const inputs = function* () {
			for (;;) yield { ...task, share };
		};
		const pass = new TablePass(table, { pool, blockBytes, signal });
		let checked = 0;
		for await (const [block] of pass.mapAll(readNamesTask, inputs())) {
			checked += block.checked;
			counts.joined += block.joined;
			addHits(block);
			addParts(block.parts);
			report('collecting', pass.bytesRead / table.bytes);
		}
		return checked;
	};

	/** Adds parts of the share, and halves the share when they are too many. */
	const addParts = (more: readonly string[]) => {
		for (const part of more) {
			// The task may have begun when the share was larger.
			if (!isIn(share, part)) continue;
			parts.add(part);
			// Later shares are as small as the first, and have hardly more parts.
			if (share.index > 0 || parts.size <= mostParts) continue;
			share = { index: 0, of: share.of * 2 };
			for (const own of parts) if (!isIn(share, own)) parts.delete(own);
		}
	};

	const tryParts = async () => {
		const { words } = filter;
		const limit = pool.threads * BLOCKS_PER_THREAD;
		const guessed = mapInOrder(tasksOf([...parts]), limit, (own) =>
			pool.run(guessNamesTask, { kind, parts: own, filter: words }, { signal }),
		);
		let done = 0;
		for await (const hits of guessed) {
			signal?.throwIfAborted();
			addHits(hits);
			done += TASK_PARTS;
			report('trying', done / parts.size);
		}
	};

	const addHits = (hits: GuessedNames) => {
		counts.tried += hits.tried;
		for (let at = 0; at < hits.pairs.length; at += 2) {
			pairs.addPair(hits.pairs[at] as number, hits.pairs[at + 1] as number);
			hashes.addPair(hits.hashes[at] as number, hits.hashes[at + 1] as number);
		}
	};

	const report = (phase: NameProgress['phase'], done: number) => {
		const soFar = counts.parts + parts.size;
		options.onProgress?.({ phase, done: Math.min(done, 1), parts: soFar, share });
	};

	// The number of shares is final at the end of the first pass.
	for (let index = 0; index < share.of; index += 1) {
		share = { index, of: share.of };
		const checked = await collect();
		if (index === 0) filter = filter.folded(checked);
		await tryParts();
		counts.parts += parts.size;
		parts.clear();
	}
	return { pairs: pairs.slots, hashes: hashes.slots, ...counts };
}

async function* tasksOf(parts: readonly string[]): AsyncGenerator<string[]> {
	for (let at = 0; at < parts.length; at += TASK_PARTS) yield parts.slice(at, at + TASK_PARTS);
}
