/**
 * An earlier report, to find out what has changed since: which of its candidates are still candidates,
 * which changed to another breached password, and which are resolved.
 */

import { join } from 'node:path';
import { CredcheckError } from '../errors.ts';
import { withoutMark } from '../output/formula-escape.ts';
import { REDACTED } from '../output/redaction/redaction.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { readCellList } from '../table/cell-list.ts';
import { faultOfIdText } from '../table/columns/id-cell.ts';
import { fingerprintOfId, fingerprintOfRefText } from './account-fingerprints.ts';
import { earlierListFiles } from './earlier-files.ts';
import {
	assertComplete,
	candidateFiles,
	checkComparable,
	checkedRef,
	REF_COLUMN,
	type RefOrigin,
	readSummary,
} from './earlier-report.ts';
import { GivenIds, type SharedGivenIds } from './given-ids.ts';

/** What a candidate was in the earlier report. */
export type SinceLast = 'new' | 'still' | 'rotated_to_breached';

/** What is known now of an account that was listed then: bits of one byte. */
export const IN_TABLE = 1;
export const CANDIDATE = 2;
/** Its range is missing, it has no usable hash, or it is no candidate although its password is the same. */
export const UNDETERMINED = 4;

export interface PreviousReport {
	readonly folder: string;
	/** UTC, ISO 8601. */
	readonly startedAt: string;
	/** Account ids of all its candidates. */
	readonly ids: FingerprintSet;
	/** The same ids, to find out how those differ that are not in the table. */
	readonly given: GivenIds;
	/** References of all its candidates. */
	readonly refs: FingerprintSet;
	readonly minCount: number;
	/** Whether names were tried. */
	readonly names: boolean;
}

/** An earlier report, in memory that all threads share. */
export interface SharedPrevious {
	/** Slots of a `FingerprintSet` of ids, and of one of references. */
	readonly idSlots: Uint32Array;
	readonly refSlots: Uint32Array;
	/** What threads find out about each account, by the slot of its id. */
	readonly marks: Uint8Array;
	readonly given: SharedGivenIds;
}

/**
 * @param origin of this run's references
 * @throws CredcheckError INPUT when it is no finished report, has no references, or they were made with
 *   another key or of another kind of hashes; the signal's reason if it is aborted
 */
export async function readPrevious(
	folder: string,
	origin: RefOrigin,
	signal?: AbortSignal,
): Promise<PreviousReport> {
	const summary = readSummary(folder);
	checkComparable(folder, summary, origin);
	const ids = new FingerprintSet();
	const given = new GivenIds();
	const refs = new FingerprintSet();
	const plain = (summary['spreadsheet'] as { plain?: unknown } | undefined)?.plain === true;
	const all = await earlierListFiles(folder, summary, 'all-candidates', signal);
	const files = all.length > 0 ? all : await candidateFiles(folder, summary, signal);
	let rows = 0;
	for (const file of files) {
		const path = join(folder, file);
		for await (const cell of cellsOf(path, REF_COLUMN, signal)) {
			rows += 1;
			const ref = checkedRef(cell, path);
			if (ref !== '') refs.addPair(...fingerprintOfRefText(ref));
		}
		for await (const cell of cellsOf(path, 'account_id', signal)) {
			const id = plain ? cell : withoutMark(cell);
			// A redacted id identifies no account, and neither does `NULL`.
			if (faultOfIdText(id) !== undefined || id === REDACTED) continue;
			ids.addPair(...fingerprintOfId(id));
			given.add(id, id);
		}
	}
	assertComplete(folder, rows, summary['verdicts']);
	return {
		folder,
		startedAt: String(summary['startedAt']),
		ids,
		given,
		refs,
		minCount: Number(summary['minCount']),
		names: Boolean(summary['names']),
	};
}

/** @throws CredcheckError INPUT when the list has no such column, or was damaged */
export async function* cellsOf(
	path: string,
	column: string,
	signal?: AbortSignal,
): AsyncGenerator<string> {
	for await (const piece of readCellList(path, [column], signal)) {
		if (piece.column !== column || piece.faults > 0) {
			throw new CredcheckError(
				'INPUT',
				`${path} was changed after it was written`,
				'give the complete report, with all of its files unchanged',
			);
		}
		yield* piece.cells;
	}
}

/** Adds memory for the marks. */
export function sharePrevious({ ids, refs, given }: PreviousReport): SharedPrevious {
	const marks = new Uint8Array(new SharedArrayBuffer(ids.slots.length / 2));
	return { idSlots: ids.slots, refSlots: refs.slots, marks, given: given.share() };
}

/** What became of the accounts that were listed: numbers of accounts, without those that are candidates. */
export function outcomeOf(
	{ ids }: PreviousReport,
	{ marks }: SharedPrevious,
): Readonly<Record<'resolved' | 'gone' | 'undetermined', number>> {
	let seen = 0;
	let resolved = 0;
	let undetermined = 0;
	for (const mark of marks) {
		if ((mark & IN_TABLE) === 0) continue;
		seen += 1;
		if ((mark & CANDIDATE) !== 0) continue;
		if ((mark & UNDETERMINED) !== 0) undetermined += 1;
		else resolved += 1;
	}
	return { resolved, gone: ids.size - seen, undetermined };
}
