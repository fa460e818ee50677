/** Trying parts of names, on a worker: which passwords made of them may be in the table. */

import type { PoolTask } from '../../pool-task.ts';
import { BloomFilter } from '../../sets/bloom-filter.ts';
import { HashGuesses } from './hash-guesses.ts';
import { formsOfPart } from './name-guesses.ts';
import { HitList, type NameHits } from './name-hits.ts';
import { DIGEST_WORDS } from './sha1-block.ts';

export interface GuessNamesInput {
	readonly parts: readonly string[];
	/** The words of the filter that holds the table's hashes. */
	readonly filter: Int32Array;
}

/** Some hits are of hashes that passed the filter by chance: no account has them. */
export interface GuessedNames extends NameHits {
	/** Candidates. */
	readonly tried: number;
}

export const guessNamesTask: PoolTask<GuessNamesInput, GuessedNames> = {
	name: 'guessNames',
	run: guessNames,
};

function guessNames({ parts, filter }: GuessNamesInput): GuessedNames {
	const hashes = new BloomFilter(filter);
	const list = new HitList();
	let tried = 0;
	for (const part of parts) {
		for (const { text, endings } of formsOfPart(part)) {
			tried += candidates.begin(text, endings);
			for (let end = candidates.next(); end > 0; end = candidates.next()) {
				for (let at = 0; at < end; at += DIGEST_WORDS) {
					if (hashes.mayHave(candidates.digests, at)) list.add(part, candidates.digests, at);
				}
			}
		}
	}
	return { tried, ...list.hits() };
}

/** Used again for each task. */
const candidates = new HashGuesses();
