/** A verification, as JSON. */

import type { HashKindName } from '../range/kind.ts';
import type { AnyTableName } from '../store/schema.ts';
import type { RangeFailure } from '../sync/sweep.ts';
import type { Count, PrefixText, Seconds } from '../text/units.ts';
import type { VerifyOutcome } from '../verify/verify.ts';

/** What `credcheck verify --json` prints on stdout. */
export interface VerifyDocument {
	/** Which document this is. */
	readonly type: 'verify';
	/** Ranges read back and compared with their checksums: all that are in the store. */
	readonly checked: Count;
	/** Ranges that were found damaged. */
	readonly damaged: Count;
	/** Which ranges were found damaged, in ascending order. */
	readonly damagedPrefixes: readonly PrefixText[];
	/** Ranges fetched again, which may be all where any may be an older copy; 0 without `--repair`. */
	readonly repaired: Count;
	/** Which ranges were fetched again, in ascending order. */
	readonly repairedPrefixes: readonly PrefixText[];
	/** Tables of the store that were found damaged, besides single ranges; mended with `--repair`. */
	readonly damagedTables: readonly AnyTableName[];
	/** Ranges that are gone from the store, as far as its tables tell; a sync fetches them. */
	readonly rangesGone: Count;
	/** Damaged ranges that could not be fetched again; empty without `--repair`. */
	readonly failures: readonly RangeFailure[];
	/** How long the run took. */
	readonly seconds: Seconds;
	/** The kind of hashes in the store. */
	readonly algorithm: HashKindName;
}

export function verifyDocument(outcome: VerifyOutcome): VerifyDocument {
	const { checked, damaged, repaired, damagedTables, rangesGone, failures, seconds, algorithm } =
		outcome;
	return {
		type: 'verify',
		checked,
		damaged: damaged.length,
		damagedPrefixes: damaged,
		repaired: repaired.length,
		repairedPrefixes: repaired,
		damagedTables,
		rangesGone,
		failures,
		seconds,
		algorithm,
	};
}
