/**
 * Joins the keys of some partitions with the store, on a worker. Each range is read once, in order, and
 * each distinct hash is looked up once, however many accounts have it.
 */

import { hashOfEmpty, isHashAt } from '../../range/hash.ts';
import type { HashKind } from '../../range/kind.ts';
import { RangeSearch } from '../../range/lookup.ts';
import { CountReader, type PackedRange } from '../../range/packed.ts';
import type { Prefix } from '../../range/prefix.ts';
import type { StoreReader } from '../../store/reader.ts';
import { readThreadStore, type StoreOfTask } from '../../store/thread-store.ts';
import { RowSet } from '../../table/row-set.ts';
import { groupsEmptyPassword, KeyRows, MAX_LISTED, type SharedCount } from '../keys/groups.ts';
import { KeyArena, type SharedArena } from '../keys/key-arena.ts';
import {
	type KeyedBlock,
	keyWords,
	MIXED_GROUP,
	PARTITION_PREFIXES,
	type Partitions,
	writeJoined,
	writeRangeMissing,
} from '../keys/key-block.ts';
import { SortedKeys } from '../keys/sorted-keys.ts';
import { CountHistogram } from './count-histogram.ts';

export interface JoinInput extends StoreOfTask {
	readonly kind: HashKind;
	readonly memory: SharedArena;
	readonly blocks: readonly KeyedBlock[];
	readonly partitions: Partitions;
	/** Whether the blocks are the whole table, so that all members of a group are among the keys. */
	readonly whole: boolean;
	/** Words of a `RowSet`: rows that do not count as another account of a group; undefined if there are none. */
	readonly sameAgain: Int32Array | undefined;
	/** Words of a `RowSet`: the privileged accounts; undefined if nobody asked for them. */
	readonly privileged: Int32Array | undefined;
}

export interface JoinResult extends SharedCount {
	/** Number of keys looked up: all there are. */
	readonly keys: number;
	/** Groups that have privileged and other accounts; 0 unless `whole`. */
	readonly mixedGroups: number;
	/** Number of keys that are the hash of the empty password. */
	readonly empty: number;
	/** How many keys were found with each count. */
	readonly counts: readonly (readonly [count: number, keys: number])[];
	/** Prefixes of keys that the store lacks, ascending, and the number of such keys. */
	readonly missing: Int32Array;
	readonly missingKeys: number;
	/** Prefixes whose range is damaged in the store. */
	readonly damaged: readonly Prefix[];
	/** A few prefixes of keys whose range is in the store. */
	readonly samples: readonly Prefix[];
}

/** Looks up every key, and overwrites its hash with the count and the group. */
export function joinTask(task: JoinInput): JoinResult {
	const { partitions } = task;
	return readThreadStore(task, (store) => {
		const join = new Join(store, task);
		for (let partition = partitions.first; partition < partitions.end; partition += 1) {
			join.joinPartition(partition);
		}
		return join.result();
	});
}

/** For the rows of a group; used again for the next, as V8 would let what each takes pile up. */
let ownRows = new Uint32Array(1024);

/**
 * V8 collects young objects when there is 1 MB of them, and does not count buffers. As each range is in a buffer, it
 * is told so by this many words of garbage for each.
 */
const RANGE_GARBAGE = 512;

class Join {
	/** Kept, so that it is not optimized away. */
	garbage: readonly unknown[] = [];
	readonly #store: StoreReader;
	readonly #words: Uint32Array;
	readonly #stride: number;
	readonly #keys: SortedKeys;
	/** Finds the row numbers of keys; undefined when groups are not written. */
	readonly #rows: KeyRows | undefined;
	readonly #sameAgain: RowSet | undefined;
	readonly #privileged: RowSet | undefined;
	readonly #emptyPassword: Uint32Array;
	readonly #groupsEmpty: boolean;
	readonly #counts = new CountHistogram();
	readonly #missing: Prefix[] = [];
	readonly #damaged: Prefix[] = [];
	readonly #samples: Prefix[] = [];
	#joined = 0;
	#missingKeys = 0;
	#distinct = 0;
	#shared = 0;
	#groups = 0;
	#largestGroup = 0;
	#mixedGroups = 0;
	#empty = 0;

	constructor(store: StoreReader, task: JoinInput) {
		const { kind, memory, blocks, whole, sameAgain, privileged } = task;
		const keyMemory = new KeyArena(memory);
		this.#store = store;
		this.#words = keyMemory.words;
		this.#stride = keyWords(kind);
		this.#keys = new SortedKeys(
			keyMemory,
			blocks.map(({ keys }) => keys),
			this.#stride,
		);
		this.#rows = whole ? new KeyRows(blocks) : undefined;
		this.#sameAgain = sameAgain && new RowSet(sameAgain);
		this.#privileged = privileged && new RowSet(privileged);
		this.#groupsEmpty = groupsEmptyPassword(kind);
		this.#emptyPassword = hashOfEmpty(kind);
	}

	joinPartition(partition: number): void {
		const keys = this.#keys;
		keys.load(partition);
		for (let at = 0; at < keys.size; ) {
			const prefix = partition * PARTITION_PREFIXES + keys.prefixAt(at);
			const end = keys.endOfPrefix(at);
			this.#joinPrefix(prefix, at, end);
			at = end;
		}
	}

	/** Joins the keys of one prefix. */
	#joinPrefix(prefix: Prefix, begin: number, end: number): void {
		const stored = this.#store.range(prefix);
		if (stored.kind === 'range') this.garbage = new Array(RANGE_GARBAGE);
		if (stored.kind === 'damaged') this.#damaged.push(prefix);
		if (stored.kind === 'missing') {
			this.#missing.push(prefix);
			this.#missingKeys += end - begin;
		}
		if (stored.kind === 'range' && this.#samples.length === 0) this.#samples.push(prefix);
		const finder = stored.kind === 'range' ? new CountFinder(stored.range) : undefined;
		for (let at = begin; at < end; ) {
			at = this.#joinHash(finder, at);
		}
		if (finder !== undefined) return;
		for (let at = begin; at < end; at += 1) {
			writeRangeMissing(this.#words, this.#keys.positionAt(at));
		}
	}

	/** Joins the keys of one hash; returns the index after the last. */
	#joinHash(finder: CountFinder | undefined, begin: number): number {
		const keys = this.#keys;
		const words = this.#words;
		const position = keys.positionAt(begin);
		const end = keys.endOfHash(begin);
		this.#joined += end - begin;
		this.#distinct += 1;
		const isEmpty = isHashAt(words, position, this.#emptyPassword);
		if (isEmpty) this.#empty = end - begin;
		const count = finder?.find(words, position) ?? 0;
		if (count > 0) this.#counts.add(count, end - begin);
		writeJoined(words, position, count, 0, 0);
		if (end - begin === 1) return end;
		for (let at = begin + 1; at < end; at += 1) {
			writeJoined(words, keys.positionAt(at), count, 0, 0);
		}
		if (!isEmpty || this.#groupsEmpty) this.#joinGroup(begin, end);
		return end;
	}

	/** Counts a group, and writes its number and size to the keys that are listed. */
	#joinGroup(begin: number, end: number): void {
		if (this.#rows === undefined) {
			this.#countGroup(end - begin);
			return;
		}
		const words = this.#words;
		const rows = this.#accountsOf(begin, end);
		const size = rows.length;
		if (size === 1) return;
		this.#countGroup(size);
		const listed = rows.sort().subarray(0, MAX_LISTED);
		const group = listed[0] as number;
		const last = listed.at(-1) as number;
		const areAllListed = listed.length === end - begin;
		// Of a mixed group they are listed, too.
		const privileged = this.#isMixed(rows) ? this.#privileged : undefined;
		if (privileged !== undefined) this.#mixedGroups += 1;
		const flag = privileged === undefined ? 0 : MIXED_GROUP;
		for (let at = begin; at < end; at += 1) {
			const row = areAllListed ? 0 : this.#rowAt(at);
			if (row > last && privileged?.has(row) !== true) continue;
			if (this.#sameAgain?.has(row)) continue;
			const position = this.#keys.positionAt(at);
			words[position + 2] = group;
			words[position + 3] = size + flag;
		}
	}

	/** Whether some of the rows are privileged, and some are not. */
	#isMixed(rows: Uint32Array): boolean {
		const privileged = this.#privileged;
		if (privileged === undefined) return false;
		const first = privileged.has(rows[0] as number);
		return rows.some((row) => privileged.has(row) !== first);
	}

	#countGroup(size: number): void {
		this.#shared += size;
		this.#groups += 1;
		this.#largestGroup = Math.max(this.#largestGroup, size);
	}

	/** The numbers of the keys' rows, without those that are an account again; valid until the next call. */
	#accountsOf(begin: number, end: number): Uint32Array {
		if (ownRows.length < end - begin) ownRows = new Uint32Array(end - begin);
		const rows = ownRows;
		let size = 0;
		for (let at = begin; at < end; at += 1) {
			const row = this.#rowAt(at);
			if (this.#sameAgain?.has(row)) continue;
			rows[size] = row;
			size += 1;
		}
		return rows.subarray(0, size);
	}

	/** The number of a key's row, from 1. */
	#rowAt(at: number): number {
		const position = this.#keys.positionAt(at);
		const row = this.#words[position + this.#stride - 1] as number;
		return (this.#rows as KeyRows).rowOf(position, row);
	}

	result(): JoinResult {
		return {
			keys: this.#joined,
			distinct: this.#distinct,
			shared: this.#shared,
			groups: this.#groups,
			largestGroup: this.#largestGroup,
			mixedGroups: this.#mixedGroups,
			empty: this.#empty,
			counts: this.#counts.entries(),
			// An array of numbers would be copied number by number.
			missing: Int32Array.from(this.#missing),
			missingKeys: this.#missingKeys,
			damaged: this.#damaged,
			samples: this.#samples,
		};
	}
}

/** Finds the counts of hashes, which must be ascending; decodes none before the first match. */
class CountFinder {
	readonly #range: PackedRange;
	readonly #search: RangeSearch;
	#counts: CountReader | undefined;

	constructor(range: PackedRange) {
		this.#range = range;
		this.#search = new RangeSearch(range);
	}

	/** The count, 0 if the hash is not in the range. */
	find(words: Uint32Array, at: number): number {
		const index = this.#search.find(words, at);
		if (index < 0) return 0;
		this.#counts ??= new CountReader(this.#range);
		return this.#counts.at(index);
	}
}
