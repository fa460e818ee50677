/**
 * Joining the keys of an interval of prefixes with the store, on a worker: each range is read once,
 * and each distinct hash is looked up once, however many accounts have it.
 */

import { findInRange } from '../range/lookup.ts';
import { CountReader, type PackedRange } from '../range/packed.ts';
import type { Prefix } from '../range/prefix.ts';
import { threadStore } from '../store/thread-store.ts';
import type { SharedKeys } from './key-batch.ts';

export interface JoinTask {
	readonly storePath: string;
	readonly keys: SharedKeys;
	/** Words of a key. */
	readonly stride: number;
	/** Prefixes from `first` up to but without `end`. */
	readonly first: Prefix;
	readonly end: Prefix;
}

export interface JoinResult {
	/** Rows whose hash is in the store, in no order that means anything. */
	readonly rows: Uint32Array;
	/** The count of each of `rows`. */
	readonly counts: Float64Array;
	/** Distinct hashes among the keys, found or not. */
	readonly distinct: number;
	/** Keys whose hash at least one other key has too. */
	readonly shared: number;
	/** Prefixes of keys that the store does not hold, and the number of such keys. */
	readonly missingRanges: number;
	readonly missingKeys: number;
	/** Prefixes whose range is not what was stored. */
	readonly damaged: Prefix[];
}

export function joinInterval(task: JoinTask): JoinResult {
	const { keys, stride, first, end } = task;
	const store = threadStore(task.storePath);
	const size = (keys.groups[end] as number) - (keys.groups[first] as number);
	const rows = new Uint32Array(size);
	const counts = new Float64Array(size);
	const sorter = new GroupSorter(keys, stride);
	const damaged: Prefix[] = [];
	let found = 0;
	let distinct = 0;
	let shared = 0;
	let missingRanges = 0;
	let missingKeys = 0;
	for (let prefix = first; prefix < end; prefix += 1) {
		const from = keys.groups[prefix] as number;
		const to = keys.groups[prefix + 1] as number;
		if (from === to) continue;
		const held = store.range(prefix);
		if (held.kind === 'damaged') damaged.push(prefix);
		if (held.kind === 'missing') {
			missingRanges += 1;
			missingKeys += to - from;
		}
		const finder = held.kind === 'range' ? new CountFinder(held.range) : undefined;
		const sorted = sorter.sort(from, to);
		for (let at = 0; at < sorted.length; ) {
			const key = sorted[at] as number;
			let behind = at + 1;
			while (behind < sorted.length && sorter.same(key, sorted[behind] as number)) behind += 1;
			distinct += 1;
			if (behind - at > 1) shared += behind - at;
			const count = finder?.find(keys.words, key * stride) ?? 0;
			for (; at < behind; at += 1) {
				if (count === 0) continue;
				rows[found] = keys.rows[sorted[at] as number] as number;
				counts[found] = count;
				found += 1;
			}
		}
	}
	return {
		rows: rows.slice(0, found),
		counts: counts.slice(0, found),
		distinct,
		shared,
		missingRanges,
		missingKeys,
		damaged,
	};
}

/** Counts of hashes that are asked for in ascending order; decodes none before the first match. */
class CountFinder {
	readonly #range: PackedRange;
	#counts: CountReader | undefined;

	constructor(range: PackedRange) {
		this.#range = range;
	}

	/** The count, 0 when the hash is not there. */
	find(words: Uint32Array, at: number): number {
		const index = findInRange(this.#range, words, at);
		if (index < 0) return 0;
		this.#counts ??= new CountReader(this.#range);
		return this.#counts.at(index);
	}
}

/**
 * Sorts the keys of one group by hash. Lead and index are put side by side in 64 bits and sorted as
 * numbers, in native code; the few with the same lead and another hash are put in order afterwards.
 */
class GroupSorter {
	readonly #words: Uint32Array;
	readonly #order: Uint32Array;
	readonly #stride: number;
	#pairs = new BigUint64Array(64);
	#halves = new Uint32Array(this.#pairs.buffer);

	constructor(keys: SharedKeys, stride: number) {
		this.#words = keys.words;
		this.#order = keys.order;
		this.#stride = stride;
	}

	/** The keys of `order[from]` to `order[to - 1]`, ascending by hash. */
	sort(from: number, to: number): Uint32Array {
		const size = to - from;
		if (size > this.#pairs.length) {
			this.#pairs = new BigUint64Array(size * 2);
			this.#halves = new Uint32Array(this.#pairs.buffer);
		}
		for (let at = 0; at < size; at += 1) {
			const key = this.#order[from + at] as number;
			this.#halves[2 * at] = key;
			this.#halves[2 * at + 1] = this.#lead(key);
		}
		this.#pairs.subarray(0, size).sort();
		const sorted = new Uint32Array(size);
		for (let at = 0; at < size; at += 1) sorted[at] = this.#halves[2 * at] as number;
		this.#orderSameLeads(sorted);
		return sorted;
	}

	same(left: number, right: number): boolean {
		return this.#compare(left, right) === 0;
	}

	#lead(key: number): number {
		const at = key * this.#stride;
		const w0 = this.#words[at] as number;
		const w1 = this.#words[at + 1] as number;
		return ((w0 << 20) | (w1 >>> 12)) >>> 0;
	}

	#compare(left: number, right: number): number {
		for (let word = 0; word < this.#stride; word += 1) {
			const difference =
				(this.#words[left * this.#stride + word] as number) -
				(this.#words[right * this.#stride + word] as number);
			if (difference !== 0) return difference;
		}
		return 0;
	}

	#orderSameLeads(sorted: Uint32Array): void {
		for (let at = 0; at < sorted.length; ) {
			const lead = this.#lead(sorted[at] as number);
			let behind = at + 1;
			let mixed = false;
			while (behind < sorted.length && this.#lead(sorted[behind] as number) === lead) {
				mixed ||= !this.same(sorted[at] as number, sorted[behind] as number);
				behind += 1;
			}
			if (mixed) sorted.subarray(at, behind).sort((a, b) => this.#compare(a, b));
			at = behind;
		}
	}
}
