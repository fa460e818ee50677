/** The answer to one question, as JSON. */

import type { CheckAnswer } from '../lookup/check.ts';
import type { PositiveCount } from '../text/units.ts';

interface Found {
	/** Which document this is. */
	readonly type: 'check';
	/** The hash is in the store. */
	readonly found: true;
	/** How often the source saw the hash. */
	readonly count: PositiveCount;
}

interface NotFound {
	/** Which document this is. */
	readonly type: 'check';
	/** The range was looked through, and the hash is not in it. */
	readonly found: false;
	/** Always 0. */
	readonly count: 0;
}

interface Undetermined {
	/** Which document this is. */
	readonly type: 'check';
	/** There is no answer. */
	readonly found: null;
	/** Not known. */
	readonly count: null;
	/**
	 * Why there is no answer: the store lacks the range; the range was asked for with `--online` and could
	 * not be fetched; or the line is not a hash.
	 */
	readonly reason: 'not_held' | 'not_fetched' | 'not_a_hash';
}

/** What `credcheck check --json` prints on stdout for each line that it reads, in the same order. */
export type CheckDocument = Found | NotFound | Undetermined;

export function checkDocument(answer: CheckAnswer): CheckDocument {
	switch (answer.kind) {
		case 'found':
			return { type: 'check', found: true, count: answer.count };
		case 'not_found':
			return { type: 'check', found: false, count: 0 };
		case 'not_held':
		case 'not_fetched':
		case 'not_a_hash':
			return { type: 'check', found: null, count: null, reason: answer.kind };
	}
}
