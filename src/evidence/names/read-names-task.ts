/**
 * Collects the names of one block of rows, on a worker. Many accounts share a single word, so each word is tried
 * once, later. Joined forms are nearly unique, so each is tried immediately, against the hash of its own row
 * only, and not stored.
 */

import { guessHasher } from '../../kernels/guesses.ts';
import { isHashAt } from '../../range/hash.ts';
import { type HashKind, hashWords } from '../../range/kind.ts';
import { BloomFilter } from '../../sets/bloom-filter.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { BlockInput } from '../../table/table.ts';
import type { GuessedNames } from './guess-names-task.ts';
import { formsOfJoined } from './name-guesses.ts';
import { HitList } from './name-hits.ts';
import { cellsOf, type NameColumn, namePartsOf } from './name-parts.ts';

/** The subset of the name parts that one pass handles, so that they fit in memory: number `index` of `of`. */
export interface Share {
	readonly index: number;
	/** A power of two. */
	readonly of: number;
}

export interface ReadNamesInput extends BlockInput {
	readonly names: readonly NameColumn[];
	readonly share: Share;
	/**
	 * The words of the Bloom filter that the table's hashes are added to. Set only in the first pass, the only
	 * one that tries joined forms.
	 */
	readonly filter: Int32Array | undefined;
}

/** The hits and guesses are those of joined forms. */
export interface ReadNames extends GuessedNames {
	/** Rows with a hash. */
	readonly checked: number;
	/** Distinct parts of the share. */
	readonly parts: readonly string[];
	/** Joined forms tried. */
	readonly joined: number;
}

export function readNamesTask(task: ReadNamesInput): ReadNames {
	const { hash, names, share } = task;
	const filter = task.filter === undefined ? undefined : new BloomFilter(task.filter);
	const rows = new BlockRows(task.bytes, task.dialect, hash, task.leftOut);
	const words = new Uint32Array(hashWords(hash.kind));
	const parts = new Set<string>();
	const list = new HitList(hash.kind);
	let checked = 0;
	let joined = 0;
	let tried = 0;
	while (rows.next()) {
		const isWhole = rows.isWhole(task.needs);
		if (!isWhole || !rows.readHash(hash, words, 0)) continue;
		checked += 1;
		const own = namePartsOf(cellsOf(rows, names), names);
		for (const part of own.parts) if (isIn(share, part)) parts.add(part);
		if (filter === undefined) continue;
		filter.add(words, 0);
		joined += own.joined.length;
		for (const form of own.joined) tried += tryJoined(form, words, hash.kind, list);
	}
	return { checked, parts: [...parts], joined, tried, ...list.hits() };
}

/** Whether a part belongs to a share. */
export function isIn({ index, of }: Share, part: string): boolean {
	if (of === 1) return true;
	let mixed = 0;
	for (let at = 0; at < part.length; at += 1) {
		mixed = Math.imul(mixed ^ part.charCodeAt(at), 0x9e3779b1);
		mixed ^= mixed >>> 15;
	}
	return (mixed & (of - 1)) === index;
}

/** Compares the guesses of a joined form with one hash; returns their number. */
function tryJoined(joined: string, hash: Uint32Array, kind: HashKind, list: HitList): number {
	const hasher = guessHasher(kind.name);
	const { hashes } = hasher;
	let tried = 0;
	for (const { text, endings } of formsOfJoined(joined)) {
		const guesses = hasher.hash(text, endings);
		tried += guesses;
		for (let at = 0; at < guesses * hash.length; at += hash.length) {
			if (isHashAt(hashes, at, hash)) list.add(joined, hash, 0);
		}
	}
	return tried;
}
