/** Trying parts of names, on a worker: which passwords made of them may be in the table. */

import { CandidateHashes } from './hash-guesses.ts';
import { HashFilter } from '../sets/bloom-filter.ts';
import { formsOfPart } from './name-guesses.ts';
import { HitList, type NameHits } from './name-hits.ts';
import { DIGEST_WORDS } from './sha1-block.ts';

export interface TryTask {
	readonly parts: readonly string[];
	/** The words of the filter that holds the table's hashes. */
	readonly filter: Int32Array;
}

/** Some hits are of hashes that passed the filter by chance: no account has them. */
export interface TriedNames extends NameHits {
	/** Candidates. */
	readonly tried: number;
}

export function tryNames({ parts, filter }: TryTask): TriedNames {
	const hashes = new HashFilter(filter);
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
const candidates = new CandidateHashes();
