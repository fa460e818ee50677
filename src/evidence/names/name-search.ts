/**
 * Finds the accounts whose password is made of their own name. A hash does not show whether it is, so passwords
 * are made of each distinct word in the name columns and hashed, once for all accounts that have the word.
 */

import { mapInOrder } from '../../concurrency.ts';
import type { WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import { type BloomFilter, makeBloomFilter } from '../../sets/bloom-filter.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { BLOCKS_PER_THREAD, noInputs, PooledReading } from '../../table/pooled-reading.ts';
import type { AccountsTable } from '../../table/table.ts';
import { type GuessedNames, guessNamesTask } from './guess-names-task.ts';
import type { NameHits } from './name-hits.ts';
import type { NameColumn } from './name-parts.ts';
import { isIn, readNamesTask, type Share } from './read-names-task.ts';

/** Distinct parts in memory at a time, some 100 MB; if there are more, each share takes its own pass. */
const MAX_PARTS = 1_000_000;
/** Parts of a task: a quarter of a second on one core. */
const TASK_PARTS = 1000;
/** Bytes of a block: its joined forms take a quarter of a second to try. */
const BLOCK_BYTES = 256 * 1024;
/** The hash of a row takes so many, or half as many if gzipped: then the filter has half the bits for each hash. */
const MIN_ROW_BYTES = 40;

export interface NameSearchOptions {
	/** Only SHA-1 is supported. */
	readonly kind: HashKind;
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
	/** Both phases run once for each share of the parts; the first collecting phase may increase their number. */
	readonly share: Share;
}

/** The hits are slots of a `FingerprintSet`, in memory that all threads share. */
export interface NamesFound extends NameHits {
	/** Distinct parts tried. */
	readonly parts: number;
	/** Joined forms tried, for each account its own. */
	readonly joined: number;
	/** Guesses tried for either. */
	readonly tried: number;
}

/** @throws the signal's reason when it is aborted; what reading the table throws */
export async function searchNames(
	table: AccountsTable,
	options: NameSearchOptions,
): Promise<NamesFound> {
	if (options.kind.name !== 'sha1') throw new Error('names are tried on SHA-1 alone');
	return await new NameSearch(table, options).run();
}

class NameSearch {
	readonly #table: AccountsTable;
	readonly #options: NameSearchOptions;
	readonly #pairs = new FingerprintSet();
	readonly #hashes = new FingerprintSet();
	#filter: BloomFilter;
	/** Those of the current share. */
	readonly #parts = new Set<string>();
	#share: Share = { index: 0, of: 1 };
	/** Parts of earlier shares. */
	#partsBefore = 0;
	#checked = 0;
	#joined = 0;
	#tried = 0;

	constructor(table: AccountsTable, options: NameSearchOptions) {
		this.#table = table;
		this.#options = options;
		this.#filter = makeBloomFilter(table.bytes / MIN_ROW_BYTES);
	}

	async run(): Promise<NamesFound> {
		// The number of shares is final at the end of the first pass.
		for (let index = 0; index < this.#share.of; index += 1) {
			this.#share = { index, of: this.#share.of };
			await this.#collect();
			if (index === 0) this.#filter = this.#filter.folded(this.#checked);
			await this.#try();
			this.#partsBefore += this.#parts.size;
			this.#parts.clear();
		}
		return {
			pairs: this.#pairs.slots,
			hashes: this.#hashes.slots,
			parts: this.#partsBefore,
			joined: this.#joined,
			tried: this.#tried,
		};
	}

	async #collect(): Promise<void> {
		const { pool, kind, nameColumns, blockBytes = BLOCK_BYTES, signal } = this.#options;
		const { dialect, header, columns } = this.#table;
		const isFirst = this.#share.index === 0;
		const task = {
			dialect,
			columns: header.length,
			hash: { column: columns.hash, kind },
			names: nameColumns,
			filter: isFirst ? this.#filter.words : undefined,
		};
		const pass = new PooledReading(this.#table, { pool, blockBytes, signal });
		const results = pass.map(noInputs(), (bytes) =>
			pool.run(readNamesTask, { ...task, bytes, share: this.#share }, { signal }),
		);
		try {
			for await (const [collected] of results) {
				this.#addHits(collected);
				if (isFirst) this.#checked += collected.checked;
				this.#joined += collected.joined;
				this.#addParts(collected.parts);
				this.#report('collecting', pass.bytesRead / this.#table.bytes);
			}
		} finally {
			await pass.close();
		}
	}

	/** Adds parts of the share, and halves the share when they are too many. */
	#addParts(parts: readonly string[]): void {
		const { mostParts = MAX_PARTS } = this.#options;
		// Later shares are as small as the first, and have hardly more parts.
		const mayHalve = this.#share.index === 0;
		for (const part of parts) {
			// The task may have begun when the share was larger.
			if (!isIn(this.#share, part)) continue;
			this.#parts.add(part);
			if (!mayHalve || this.#parts.size <= mostParts) continue;
			this.#share = { index: 0, of: this.#share.of * 2 };
			for (const own of this.#parts) if (!isIn(this.#share, own)) this.#parts.delete(own);
		}
	}

	async #try(): Promise<void> {
		const { pool, signal } = this.#options;
		const filter = this.#filter.words;
		const parts = [...this.#parts];
		const limit = pool.threads * BLOCKS_PER_THREAD;
		const guessed = mapInOrder(tasksOf(parts), limit, (own) =>
			pool.run(guessNamesTask, { parts: own, filter }, { signal }),
		);
		let done = 0;
		for await (const hits of guessed) {
			signal?.throwIfAborted();
			this.#addHits(hits);
			done += TASK_PARTS;
			this.#report('trying', done / parts.length);
		}
	}

	#addHits({ pairs, hashes, tried }: GuessedNames): void {
		this.#tried += tried;
		for (let at = 0; at < pairs.length; at += 2) {
			this.#pairs.addPair(pairs[at] as number, pairs[at + 1] as number);
			this.#hashes.addPair(hashes[at] as number, hashes[at + 1] as number);
		}
	}

	#report(phase: NameProgress['phase'], done: number): void {
		const parts = this.#partsBefore + this.#parts.size;
		this.#options.onProgress?.({ phase, done: Math.min(done, 1), parts, share: this.#share });
	}
}

async function* tasksOf(parts: readonly string[]): AsyncGenerator<string[]> {
	for (let at = 0; at < parts.length; at += TASK_PARTS) yield parts.slice(at, at + TASK_PARTS);
}
