/** Hashes the guesses of name parts, on a worker, to find out which of them may be in the table. */

import { guessHasher } from '../../kernels/guesses.ts';
import { type HashKind, hashWords } from '../../range/kind.ts';
import { BloomFilter } from '../../sets/bloom-filter.ts';
import { formsOfPart } from './name-guesses.ts';
import { HitList, type NameHits } from './name-hits.ts';

export interface GuessNamesInput {
	/** Of the table's hashes. */
	readonly kind: HashKind;
	readonly parts: readonly string[];
	/** The words of the Bloom filter over the table's hashes. */
	readonly filter: Int32Array;
}

/** Some hits passed the filter by chance: no account has their hash. */
export interface GuessedNames extends NameHits {
	/** Guesses. */
	readonly tried: number;
}

export function guessNamesTask({ kind, parts, filter }: GuessNamesInput): GuessedNames {
	const tableHashes = new BloomFilter(filter);
	const list = new HitList(kind);
	const hasher = guessHasher(kind.name);
	const { hashes } = hasher;
	const words = hashWords(kind);
	let tried = 0;
	for (const part of parts) {
		for (const { text, endings } of formsOfPart(part)) {
			const guesses = hasher.hash(text, endings);
			tried += guesses;
			for (let at = 0; at < guesses * words; at += words) {
				if (tableHashes.mayHave(hashes, at)) list.add(part, hashes, at);
			}
		}
	}
	return { tried, ...list.hits() };
}
