/** The answer for one password or hash, as JSON. */

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
	/** The range is in the store, and the hash is not in the range. */
	readonly found: false;
	/** Always 0. */
	readonly count: 0;
}

interface Undetermined {
	/** Which document this is. */
	readonly type: 'check';
	/** There is no answer. */
	readonly found: null;
	/** Unknown. */
	readonly count: null;
	/**
	 * Why there is no answer: the store lacks the range; the range was requested with `--online` and could
	 * not be fetched; the line is not a hash; or the password cannot be read, since it is not UTF-8 or characters of it
	 * were lost before.
	 */
	readonly reason: 'not_held' | 'not_fetched' | 'not_a_hash' | 'unreadable';
}

/** What `credcheck check --json` prints on stdout for each line that it reads, in the same order. */
export type CheckDocument = Found | NotFound | Undetermined;

export function checkDocument(answer: CheckAnswer): CheckDocument {
	if (answer.kind === 'found') return { type: 'check', found: true, count: answer.count };
	if (answer.kind === 'not_found') return { type: 'check', found: false, count: 0 };
	return { type: 'check', found: null, count: null, reason: answer.kind };
}
