/** The options and events of a back-test. */

import { assertBound, CredcheckError } from '../errors.ts';
import type { EvidenceOptions } from '../evidence/kinds.ts';
import { maxBlockBytes } from '../match/keys/key-block.ts';
import type { ListStyle } from '../output/list-encoder.ts';
import { type HashKindName, SHA1 } from '../range/kind.ts';
import type { AccountClass } from '../table/left-out.ts';
import type { TableOptions } from '../table/table.ts';
import type { Warning } from '../warning.ts';
import type { BacktestProgress } from './progress.ts';

export interface BacktestOptions extends TableOptions, EvidenceOptions {
	/** Path of the table of accounts, a CSV file or a gzipped one; or `-` for stdin. */
	readonly accounts: string;
	/** Path of the store. */
	readonly store: string;
	/** The kind of hashes that the store must have; default any. The table is read for hashes of the store's kind. */
	readonly kind?: HashKindName | undefined;
	/** Path of the report folder, which is created if missing. */
	readonly out: string;
	/** A hash matches only if its count is at least this; 1 or more, default 1. */
	readonly minCount?: number | undefined;
	/**
	 * Who is privileged: the name of a column that says so of each account, or else the path of a list of names. Who
	 * shares a password across this line is then said.
	 */
	readonly privileged?: string | undefined;
	/** Accounts of a domain that are not left out for what they are; by default all of these are. */
	readonly include?: readonly AccountClass[] | undefined;
	/**
	 * The most rows that may be rejected, in percent of all, 0 to 100; default 10. If more are, the figures are those of
	 * a remnant, as a warning says. The report is written all the same.
	 */
	readonly maxRejected?: number | undefined;
	/**
	 * The match rate that these accounts have at least, in percent, 0 to 100; default 5. If hardly by chance fewer match,
	 * a warning asks what the hashes are. 0 if public passwords are kept out of these accounts.
	 */
	readonly expectedRate?: number | undefined;
	/** Continue if the store lacks ranges that accounts need: these accounts are UNKNOWN. By default an error. */
	readonly allowPartial?: boolean | undefined;
	/**
	 * Path of the key of `credential_ref`, which is created if missing. Without it, `credential_ref` stays empty,
	 * and neither `previous` nor an earlier list or report in `exclude` can be used.
	 */
	readonly refKey?: string | undefined;
	/**
	 * Whether `refKey` was chosen for the user. If so, a key file that can be neither read nor created is a
	 * warning, and `credential_ref` stays empty, unless `previous` or `exclude` is given. A missing
	 * `refKey`, because there was no folder for it, is a warning, too.
	 */
	readonly refKeyIsDefault?: boolean | undefined;
	/** Path of an earlier report to compare with. Requires `refKey`, the key which that report was made with. */
	readonly previous?: string | undefined;
	/** Candidates not to list: paths of files of account ids (`-` for stdin), earlier lists, or earlier reports. */
	readonly exclude?: readonly string[] | undefined;
	/** List at most this many candidates, CRITICAL ones first; 1 or more. */
	readonly limit?: number | undefined;
	/**
	 * Which candidates of the same verdict `limit` takes first: `count`, the default, those whose hash has the highest
	 * count, as far as the lists show counts; or `input`, those that come first in the table.
	 */
	readonly order?: 'count' | 'input' | undefined;
	/**
	 * Write the exact count of each hash into the lists. By default `breach_count` is rounded down, to two significant
	 * digits at most, until at least 20 hashes of the store share it: so it does not identify the hash.
	 */
	readonly exactCounts?: boolean | undefined;
	/** Write cells unchanged. By default, cells that a spreadsheet would run as a formula are escaped. */
	readonly plainCsv?: boolean | undefined;
	/** Split lists into files of at most this many data rows, 1 or more; by default each list is one file. */
	readonly splitRows?: number | undefined;
	/** Replace the report in `out`. By default, an existing report is an error. */
	readonly force?: boolean | undefined;
	/**
	 * Worker threads, 1 or more; fewer are used if `memory` has no room for them. By default one per core, but no more than one per 256 KiB of a table that is
	 * not gzipped, unless `names` is given. A table below 256 KiB therefore uses none: it is processed on the calling
	 * thread, which yields every few milliseconds so that `signal` can take effect. Set `workers` to keep that thread
	 * free. If many ranges have to be read, as many threads again are started.
	 */
	readonly workers?: number | undefined;
	/**
	 * Bytes of memory for the accounts, for threads and for the lists given besides the table: the resident memory of
	 * the command stays below this and 150 MB for the program itself, or at worst a tenth more. The same is true of another
	 * program if it sets the flags of V8 that the command sets, `--semi-space-growth-factor=1` and
	 * `--heap-growing-percent=50`. Less than 32 MiB counts as that; more than about 5 GiB is not used. By default an
	 * eighth of the memory that this process may use, at most 1.5 GiB. A table that does not fit is processed in batches,
	 * which takes longer. The output does not depend on it.
	 */
	readonly memory?: number | undefined;
	/**
	 * Bytes of the table per task, 1 to 1,834,980, which is the default where
	 * `memory` has room; with NTLM 1,507,305 is. If it is given, neither it nor `workers` is adapted to `memory`. Affects
	 * only the speed.
	 */
	readonly blockBytes?: number | undefined;
	/** Stops the back-test when aborted; nothing is published then. */
	readonly signal?: AbortSignal | undefined;
}

/** Callbacks during a back-test. They must not throw. */
export interface BacktestEvents {
	/** Called after each task of a thread, which may be many times per second. */
	readonly onProgress?: (progress: BacktestProgress) => void;
	/**
	 * Called with each warning, as one line of text for people and as a record, at the latest when the report is
	 * complete. `warnings` of the summary has the same ones.
	 */
	readonly onWarning?: (line: string, warning: Warning) => void;
	/** Called with a line of text about what else is noteworthy, such as fewer threads than were asked for. */
	readonly onDetail?: (line: string) => void;
}

/** @throws CredcheckError USAGE if a number is out of bounds, or an option lacks another that it requires */
export function assertOptions(options: BacktestOptions): void {
	assertBound('minCount', options.minCount, 1);
	assertBound('maxRejected', options.maxRejected, 0, 100);
	assertBound('expectedRate', options.expectedRate, 0, 100);
	assertBound('workers', options.workers, 1);
	assertBound('memory', options.memory, 0);
	assertBound('blockBytes', options.blockBytes, 1, maxBlockBytes(SHA1));
	assertBound('limit', options.limit, 1);
	assertBound('splitRows', options.splitRows, 1);
	if (options.nameColumns !== undefined && options.names !== true) {
		throw new CredcheckError('USAGE', 'nameColumns requires names');
	}
	if (options.previous !== undefined && options.refKey === undefined) {
		throw new CredcheckError('USAGE', 'previous requires refKey');
	}
}

export function listStyle({ plainCsv = false, splitRows }: BacktestOptions): ListStyle {
	return { plain: plainCsv, splitRows };
}
