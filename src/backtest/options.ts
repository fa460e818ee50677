/** What a back-test is asked for. */

import { assertBound, CredcheckError } from '../errors.ts';
import type { EvidenceOptions } from '../evidence/kinds.ts';
import { MAX_BLOCK_BYTES } from '../match/keys/key-block.ts';
import type { ListStyle } from '../output/list-encoder.ts';
import type { TableOptions } from '../table/table.ts';
import type { BacktestProgress } from './progress.ts';

export interface BacktestOptions extends TableOptions, EvidenceOptions {
	/** A file, or `-` for stdin. */
	readonly accounts: string;
	/** Path of the store. */
	readonly store: string;
	/** The report folder; made when it is not there. */
	readonly out: string;
	/** How often a hash must have been seen to count as matched; default 1. */
	readonly minCount?: number | undefined;
	/** Go on where the store lacks ranges; the accounts in them are UNKNOWN. */
	readonly allowPartial?: boolean | undefined;
	/**
	 * Path of the key of `credential_ref`, made when it is not there. Without one references stay empty,
	 * and neither `previous` nor an earlier list in `exclude` can be made use of.
	 */
	readonly refKey?: string | undefined;
	/** Go on without references where the key can be neither read nor made, and nothing needs them. */
	readonly refKeyIsDefault?: boolean | undefined;
	/** The folder of an earlier report, to say what has changed since. */
	readonly previous?: string | undefined;
	/** Files of account ids, earlier lists, or earlier reports: candidates that are not to be listed. */
	readonly exclude?: readonly string[] | undefined;
	/** List no more than so many candidates, CRITICAL ones first. */
	readonly limit?: number | undefined;
	/** Which of those of one verdict: the most often seen first, which is the default, or in input order. */
	readonly order?: 'count' | 'input' | undefined;
	/** Write cells as they are, also those that a spreadsheet takes for a formula. */
	readonly plainCsv?: boolean | undefined;
	/** Data rows of a list's file at most; default all in one. */
	readonly splitRows?: number | undefined;
	/** Write into a folder that already holds a report. */
	readonly force?: boolean | undefined;
	/**
	 * Worker threads, 1 or more; default one for each core, fewer for a table below 256 KiB a core. A table
	 * below 256 KiB is worked on by the calling thread, some milliseconds at a time, between which a signal is
	 * heard; set this to keep that thread free. Where many ranges are read, a second pool of the same size helps.
	 */
	readonly workers?: number | undefined;
	/**
	 * Bytes that the accounts may take, 4 GiB or so at most, beside some 150 MB for the program; default
	 * an eighth of the machine's, 1.25 GiB at most.
	 */
	readonly memory?: number | undefined;
	/** Bytes of the table read at a time, 2,621,400 at most; default 2 MiB. Nothing but speed depends on it. */
	readonly blockBytes?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Called on the way; none of them may throw. */
export interface BacktestEvents {
	readonly onProgress?: (progress: BacktestProgress) => void;
	readonly onWarning?: (message: string) => void;
}

/** @throws CredcheckError USAGE when a number is out of bounds, or an option lacks what it needs */
export function assertOptions(options: BacktestOptions): void {
	assertBound('minCount', options.minCount, 1);
	assertBound('workers', options.workers, 1);
	assertBound('memory', options.memory, 0);
	assertBound('blockBytes', options.blockBytes, 1, MAX_BLOCK_BYTES);
	assertBound('limit', options.limit, 1);
	assertBound('splitRows', options.splitRows, 1);
	if (options.nameColumns !== undefined && options.names !== true) {
		throw new CredcheckError('USAGE', 'nameColumns requires names');
	}
	if (options.previous !== undefined && options.refKey === undefined) {
		throw new CredcheckError('USAGE', 'an earlier report cannot be compared without refKey');
	}
}

/** How the lists are to be written. */
export function listStyle({ plainCsv = false, splitRows }: BacktestOptions): ListStyle {
	return { plain: plainCsv, splitRows };
}
