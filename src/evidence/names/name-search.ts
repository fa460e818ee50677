/**
 * Finding the accounts whose password is made of their own name. No hash can be searched for a name, but
 * passwords can be made of each name and hashed: of each distinct word in the name columns once, however
 * many accounts have it.
 */

import { mapInOrder } from '../../concurrency.ts';
import type { WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import { type BloomFilter, makeBloomFilter } from '../../sets/bloom-filter.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import type { AccountsTable } from '../../table/table.ts';
import { BLOCKS_PER_THREAD, noInputs, TablePass } from '../../table/table-pass.ts';
import { guessNamesTask } from './guess-names-task.ts';
import type { NameHits } from './name-hits.ts';
import type { NameColumn } from './name-parts.ts';
import { isIn, readNamesTask, type Share } from './read-names-task.ts';

/** Distinct parts held at a time, some 100 MB; of more, the table is read again for each share. */
const MAX_PARTS = 1_000_000;
/** Parts of a task: a quarter of a second on one core. */
const TASK_PARTS = 1000;
/** Bytes of a block: its joined forms take a quarter of a second to try. */
const BLOCK_BYTES = 256 * 1024;
/** Of a row: those of its hash. Gzipped it has half of them at least; the filter then is half as good. */
const MIN_ROW_BYTES = 40;

export interface NameSearchOptions {
	/** SHA-1: nothing else is tried. */
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Not that of the hashes. */
	readonly nameColumns: readonly NameColumn[];
	readonly blockBytes?: number | undefined;
	/** Distinct parts held at a time, about; default a million. What is found is the same for any. */
	readonly mostParts?: number | undefined;
}

export interface NameProgress {
	readonly phase: 'collecting' | 'trying';
	/** How much of the phase is done, 0 to 1. */
	readonly done: number;
	/** Distinct parts so far. */
	readonly parts: number;
	/** Both phases come once for each share of the parts; their number may grow in the first. */
	readonly share: Share;
}

export interface NameSearchEvents {
	readonly onProgress?: ((progress: NameProgress) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** The sets of hits are slots of a `FingerprintSet`, in memory that all threads share. */
export interface NamesFound extends NameHits {
	/** Distinct parts tried. */
	readonly parts: number;
	/** Joined forms tried, of each account its own. */
	readonly joined: number;
	/** Candidates of both. */
	readonly tried: number;
}

/** @throws the signal's reason when it is aborted; what reading the table throws */
export async function searchNames(
	table: AccountsTable,
	options: NameSearchOptions,
	events: NameSearchEvents = {},
): Promise<NamesFound> {
	if (options.kind.name !== 'sha1') throw new Error('names are tried on SHA-1 alone');
	const search = new NameSearch(table, options, events);
	await search.run();
	return search.found;
}

class NameSearch {
	readonly #table: AccountsTable;
	readonly #options: NameSearchOptions;
	readonly #events: NameSearchEvents;
	readonly #pairs = new FingerprintSet();
	readonly #hashes = new FingerprintSet();
	#filter: BloomFilter;
	/** Those of the share. */
	#parts = new Set<string>();
	#share: Share = { index: 0, of: 1 };
	#partsBefore = 0;
	#checked = 0;
	#joined = 0;
	#tried = 0;

	constructor(table: AccountsTable, options: NameSearchOptions, events: NameSearchEvents) {
		this.#table = table;
		this.#options = options;
		this.#events = events;
		this.#filter = makeBloomFilter(table.bytes / MIN_ROW_BYTES);
	}

	get found(): NamesFound {
		return {
			pairs: this.#pairs.slots,
			hashes: this.#hashes.slots,
			parts: this.#partsBefore,
			joined: this.#joined,
			tried: this.#tried,
		};
	}

	async run(): Promise<void> {
		// The number of shares shows in the first reading, at the end of which it stays.
		for (let index = 0; index < this.#share.of; index += 1) {
			this.#share = { index, of: this.#share.of };
			await this.#collect();
			if (index === 0) this.#filter = this.#filter.folded(this.#checked);
			await this.#try();
			this.#partsBefore += this.#parts.size;
			this.#parts.clear();
		}
	}

	async #collect(): Promise<void> {
		const { pool, kind, nameColumns, blockBytes = BLOCK_BYTES } = this.#options;
		const { dialect, header, columns } = this.#table;
		const isFirst = this.#share.index === 0;
		const task = {
			dialect,
			columns: header.length,
			hash: { column: columns.hash, kind },
			names: nameColumns,
			filter: isFirst ? this.#filter.words : undefined,
		};
		const { signal } = this.#events;
		const reading = new TablePass(this.#table, { pool, blockBytes, signal });
		const results = reading.map(noInputs(), (bytes) =>
			pool.run(readNamesTask, { ...task, bytes, share: this.#share }, { signal }),
		);
		try {
			for await (const [collected] of results) {
				this.#take(collected);
				if (isFirst) this.#checked += collected.checked;
				this.#joined += collected.joined;
				this.#add(collected.parts);
				this.#tell('collecting', reading.bytesRead / this.#table.bytes);
			}
		} finally {
			await reading.close();
		}
	}

	/** Adds parts of the share, which becomes smaller when they are too many. */
	#add(parts: readonly string[]): void {
		const { mostParts = MAX_PARTS } = this.#options;
		// Others than the first were made small enough by it; what they have more is little.
		const mayShrink = this.#share.index === 0;
		for (const part of parts) {
			// Asked for when the share was larger.
			if (!isIn(this.#share, part)) continue;
			this.#parts.add(part);
			if (mayShrink && this.#parts.size > mostParts) this.#halve();
		}
	}

	#halve(): void {
		this.#share = { index: 0, of: this.#share.of * 2 };
		for (const part of this.#parts) if (!isIn(this.#share, part)) this.#parts.delete(part);
	}

	async #try(): Promise<void> {
		const { pool } = this.#options;
		const { signal } = this.#events;
		const filter = this.#filter.words;
		const parts = [...this.#parts];
		const atOnce = pool.threads * BLOCKS_PER_THREAD;
		const tried = mapInOrder(tasksOf(parts), atOnce, async (own) => {
			const result = await pool.run(guessNamesTask, { parts: own, filter }, { signal });
			return { result, parts: own.length };
		});
		let done = 0;
		for await (const { result, parts: own } of tried) {
			signal?.throwIfAborted();
			this.#take(result);
			done += own;
			this.#tell('trying', done / parts.length);
		}
	}

	#take({ pairs, hashes, tried }: NameHits & { readonly tried: number }): void {
		this.#tried += tried;
		for (let at = 0; at < pairs.length; at += 2) {
			this.#pairs.addPair(pairs[at] as number, pairs[at + 1] as number);
			this.#hashes.addPair(hashes[at] as number, hashes[at + 1] as number);
		}
	}

	#tell(phase: NameProgress['phase'], done: number): void {
		const parts = this.#partsBefore + this.#parts.size;
		this.#events.onProgress?.({ phase, done: Math.min(done, 1), parts, share: this.#share });
	}
}

async function* tasksOf(parts: readonly string[]): AsyncGenerator<string[]> {
	for (let at = 0; at < parts.length; at += TASK_PARTS) yield parts.slice(at, at + TASK_PARTS);
}
