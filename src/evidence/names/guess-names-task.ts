/** Hashes the guesses of name parts, on a worker, to find out which of them may be in the table. */

import { BloomFilter } from '../../sets/bloom-filter.ts';
import { HashGuesses } from './hash-guesses.ts';
import { formsOfPart } from './name-guesses.ts';
import { HitList, type NameHits } from './name-hits.ts';
import { HASH_WORDS } from './sha1-block.ts';

export interface GuessNamesInput {
	readonly parts: readonly string[];
	/** The words of the Bloom filter over the table's hashes. */
	readonly filter: Int32Array;
}

/** Some hits passed the filter by chance: no account has their hash. */
export interface GuessedNames extends NameHits {
	/** Guesses. */
	readonly tried: number;
}

export function guessNamesTask({ parts, filter }: GuessNamesInput): GuessedNames {
	const tableHashes = new BloomFilter(filter);
	const list = new HitList();
	let tried = 0;
	for (const part of parts) {
		for (const { text, endings } of formsOfPart(part)) {
			tried += guesses.begin(text, endings);
			for (let end = guesses.next(); end > 0; end = guesses.next()) {
				for (let at = 0; at < end; at += HASH_WORDS) {
					if (tableHashes.mayHave(guesses.hashes, at)) list.add(part, guesses.hashes, at);
				}
			}
		}
	}
	return { tried, ...list.hits() };
}

/** Reused for every task. */
const guesses = new HashGuesses();
