/**
 * Joining the keys of some partitions with the store, on a worker: each range is read once, in order,
 * and each distinct hash is looked up once, however many accounts have it.
 */

import type { PoolTask } from '../../pool-task.ts';
import { EMPTY_PASSWORD_SHA1, parseHash } from '../../range/hash.ts';
import { type HashKind, hashWords } from '../../range/kind.ts';
import { RangeSearch } from '../../range/lookup.ts';
import { CountReader, type PackedRange } from '../../range/packed.ts';
import type { Prefix } from '../../range/prefix.ts';
import type { StoreReader } from '../../store/reader.ts';
import { readThreadStore } from '../../store/thread-store.ts';
import { KeyRows, listedRows } from '../keys/groups.ts';
import { KeyArena, type SharedArena } from '../keys/key-arena.ts';
import {
	keyWords,
	type MatchedBlock,
	PARTITION_PREFIXES,
	type Partitions,
	writeJoined,
	writeRangeMissing,
} from '../keys/key-block.ts';
import { SortedKeys } from '../keys/sorted-keys.ts';
import { CountHistogram } from './count-histogram.ts';

export interface JoinInput {
	readonly storePath: string;
	readonly kind: HashKind;
	readonly memory: SharedArena;
	readonly blocks: readonly MatchedBlock[];
	readonly partitions: Partitions;
	/** Whether these are all rows of the table, so that who shares a hash can be told. */
	readonly whole: boolean;
}

export interface JoinResult {
	/** Keys looked up: all there were. */
	readonly keys: number;
	/** Distinct hashes among the keys, found or not. */
	readonly distinct: number;
	/** Keys whose hash at least one other key has too. */
	readonly shared: number;
	/** Hashes that several keys have, and the keys of the one that most have. */
	readonly groups: number;
	readonly largestGroup: number;
	/** Keys that are the hash of the empty password. */
	readonly empty: number;
	/** How many keys were found with each count. */
	readonly counts: readonly (readonly [count: number, keys: number])[];
	/** Prefixes of keys that the store does not hold, ascending, and the number of such keys. */
	readonly missing: readonly Prefix[];
	readonly missingKeys: number;
	/** Prefixes whose range is not what was stored. */
	readonly damaged: readonly Prefix[];
	/** A few prefixes of keys whose range is held. */
	readonly samples: readonly Prefix[];
}

export const joinTask: PoolTask<JoinInput, JoinResult> = {
	name: 'joinPartitions',
	run: joinPartitions,
};

/** Looks up every key, and writes what was found, and who shares it, in the place of its hash. */
function joinPartitions(task: JoinInput): JoinResult {
	const { partitions, storePath } = task;
	return readThreadStore(storePath, (store) => {
		const join = new Join(store, task);
		for (let partition = partitions.first; partition < partitions.end; partition += 1) {
			join.joinPartition(partition);
		}
		return join.result();
	});
}

class Join {
	readonly #store: StoreReader;
	readonly #words: Uint32Array;
	readonly #stride: number;
	readonly #keys: SortedKeys;
	/** Where rows are in the table; undefined when groups are not told. */
	readonly #rows: KeyRows | undefined;
	readonly #emptyPassword: Uint32Array;
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
	#empty = 0;

	constructor(store: StoreReader, { kind, memory, blocks, whole }: JoinInput) {
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
		this.#emptyPassword = new Uint32Array(hashWords(kind));
		parseHash(EMPTY_PASSWORD_SHA1, kind, this.#emptyPassword, 0);
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

	/** The keys of one prefix. */
	#joinPrefix(prefix: Prefix, begin: number, end: number): void {
		const held = this.#store.range(prefix);
		if (held.kind === 'damaged') this.#damaged.push(prefix);
		if (held.kind === 'missing') {
			this.#missing.push(prefix);
			this.#missingKeys += end - begin;
		}
		if (held.kind === 'range' && this.#samples.length === 0) this.#samples.push(prefix);
		const finder = held.kind === 'range' ? new CountFinder(held.range) : undefined;
		for (let at = begin; at < end; ) at = this.#joinHash(finder, at);
		if (finder !== undefined) return;
		for (let at = begin; at < end; at += 1) writeRangeMissing(this.#words, this.#keys.placeAt(at));
	}

	/** The keys of one hash: gives where they end. */
	#joinHash(finder: CountFinder | undefined, begin: number): number {
		const keys = this.#keys;
		const words = this.#words;
		const place = keys.placeAt(begin);
		const behind = keys.endOfHash(begin);
		this.#joined += behind - begin;
		this.#distinct += 1;
		if (isHash(words, place, this.#emptyPassword)) this.#empty = behind - begin;
		const count = finder?.find(words, place) ?? 0;
		if (count > 0) this.#counts.add(count, behind - begin);
		writeJoined(words, place, count, 0, 0);
		if (behind - begin === 1) return behind;
		for (let at = begin + 1; at < behind; at += 1) {
			writeJoined(words, keys.placeAt(at), count, 0, 0);
		}
		this.#joinGroup(begin, behind);
		return behind;
	}

	/** The keys of a hash that several have. */
	#joinGroup(begin: number, end: number): void {
		const size = end - begin;
		this.#shared += size;
		this.#groups += 1;
		this.#largestGroup = Math.max(this.#largestGroup, size);
		if (this.#rows === undefined) return;
		const words = this.#words;
		const rows = new Uint32Array(size);
		for (let at = begin; at < end; at += 1) rows[at - begin] = this.#rowAt(at);
		const listed = listedRows(rows);
		const group = listed[0] as number;
		const last = listed.at(-1) as number;
		for (let at = begin; at < end; at += 1) {
			if (size > listed.length && this.#rowAt(at) > last) continue;
			const place = this.#keys.placeAt(at);
			words[place + 2] = group;
			words[place + 3] = size;
		}
	}

	/** The number of a key's row, from 1. */
	#rowAt(at: number): number {
		const place = this.#keys.placeAt(at);
		return (this.#rows as KeyRows).rowOf(place, this.#words[place + this.#stride - 1] as number);
	}

	result(): JoinResult {
		return {
			keys: this.#joined,
			distinct: this.#distinct,
			shared: this.#shared,
			groups: this.#groups,
			largestGroup: this.#largestGroup,
			empty: this.#empty,
			counts: this.#counts.entries(),
			missing: this.#missing,
			missingKeys: this.#missingKeys,
			damaged: this.#damaged,
			samples: this.#samples,
		};
	}
}

function isHash(words: Uint32Array, at: number, hash: Uint32Array): boolean {
	if (words[at] !== hash[0]) return false;
	return hash.every((word, index) => words[at + index] === word);
}

/** Counts of hashes that are asked for in ascending order; decodes none before the first match. */
class CountFinder {
	readonly #range: PackedRange;
	readonly #search: RangeSearch;
	#counts: CountReader | undefined;

	constructor(range: PackedRange) {
		this.#range = range;
		this.#search = new RangeSearch(range);
	}

	/** The count, 0 when the hash is not there. */
	find(words: Uint32Array, at: number): number {
		const index = this.#search.find(words, at);
		if (index < 0) return 0;
		this.#counts ??= new CountReader(this.#range);
		return this.#counts.at(index);
	}
}
