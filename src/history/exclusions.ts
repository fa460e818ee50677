/** Accounts to keep out of the lists, for example because they were notified already. */

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CredcheckError } from '../errors.ts';
import { withoutMark } from '../output/formula-escape.ts';
import { REDACTED } from '../output/redaction/redaction.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { readCellList } from '../table/cell-list.ts';
import { ID_NAMES } from '../table/columns/header/known-names.ts';
import { faultOfIdText } from '../table/columns/id-cell.ts';
import { fingerprintOfRefText } from './account-fingerprints.ts';
import {
	assertComplete,
	candidateFiles,
	checkComparable,
	checkedRef,
	type EarlierSummary,
	REF_COLUMN,
	type RefOrigin,
	readSummary,
} from './earlier-report.ts';
import { GivenIds, type SharedGivenIds } from './given-ids.ts';
import { cellsOf } from './previous.ts';

export interface Exclusions {
	/** Accounts that are excluded whatever their password. */
	readonly ids: GivenIds;
	/** Entries that cannot be the id of one account, such as `NULL`: these exclude nobody. */
	unusable: number;
	/** Accounts that are excluded while their password is the same. */
	readonly refs: FingerprintSet;
	/** The ids of these accounts, which exclude nobody: to find out whether ids are written otherwise now. */
	readonly listed: GivenIds;
}

/** Exclusions in memory that all threads share. */
export interface SharedExclusions {
	/** Undefined if there are no ids. */
	readonly ids: SharedGivenIds | undefined;
	/** Slots of a `FingerprintSet`. */
	readonly refSlots: Uint32Array;
	/** Undefined if none are known. */
	readonly listed: SharedGivenIds | undefined;
}

export function shareExclusions({ ids, refs, listed }: Exclusions): SharedExclusions {
	const shared = (given: GivenIds) => (given.set.size === 0 ? undefined : given.share());
	return { ids: shared(ids), refSlots: refs.slots, listed: shared(listed) };
}

/**
 * Reads lists of ids (one a line, or a CSV with a column of ids), earlier lists (by their
 * `credential_ref`), and all lists of candidates of earlier reports.
 *
 * @param paths files and report folders
 * @param origin of this run's references; undefined if it has none
 * @throws CredcheckError INPUT when one cannot be read, is something else, or was made with another
 *   key or of another kind of hashes
 */
export async function readExclusions(
	paths: readonly string[],
	origin: RefOrigin | undefined,
	signal?: AbortSignal,
): Promise<Exclusions> {
	const exclusions = {
		ids: new GivenIds(),
		refs: new FingerprintSet(),
		listed: new GivenIds(),
		unusable: 0,
	};
	for (const path of paths) {
		if (isReportFolder(path)) {
			await readReport(path, exclusions, origin, signal);
			continue;
		}
		const { byRef } = await readList(path, exclusions, signal);
		if (!byRef) continue;
		if (origin === undefined) throw keyMissing(path);
		const summary = summaryIn(dirname(path));
		if (summary !== undefined) checkComparable(dirname(path), summary, origin);
	}
	return exclusions;
}

/** Whether what is given with `exclude` is a report: else it is a list. */
export function isReportFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Reads the lists of a report, which must be complete. */
async function readReport(
	folder: string,
	exclusions: Exclusions,
	origin: RefOrigin | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	const summary = readSummary(folder);
	if (origin === undefined) throw keyMissing(folder);
	checkComparable(folder, summary, origin);
	let rows = 0;
	for (const file of await candidateFiles(folder, summary, signal)) {
		const path = join(folder, file);
		rows += (await readList(path, exclusions, signal)).rows;
		for await (const id of cellsOf(path, 'account_id', signal)) {
			const own = withoutMark(id);
			if (faultOfIdText(own) === undefined && own !== REDACTED) exclusions.listed.add(id, own);
		}
	}
	assertComplete(folder, rows, summary['listed']);
}

/** The summary of the report in a folder; a list may also be next to an unrelated summary.json. */
function summaryIn(folder: string): EarlierSummary | undefined {
	try {
		return readSummary(folder);
	} catch {
		return undefined;
	}
}

/** Adds the entries of a file; returns their number, and whether they are references. */
async function readList(
	path: string,
	exclusions: Exclusions,
	signal: AbortSignal | undefined,
): Promise<{ readonly rows: number; readonly byRef: boolean }> {
	const { ids, refs } = exclusions;
	let byRef = false;
	let rows = 0;
	for await (const { column, cells, faults } of readCellList(
		path,
		[REF_COLUMN, ...ID_NAMES],
		signal,
	)) {
		signal?.throwIfAborted();
		// Read as lines, a table without a known column would exclude no account.
		if (column === undefined && rows === 0 && /[,;\t|]/.test(cells[0] ?? '')) {
			throw notAList(path, `neither a column of account ids nor one named ${REF_COLUMN}`);
		}
		if (faults > 0) throw notAList(path, 'rows that cannot be read');
		byRef = column === REF_COLUMN;
		rows += cells.length;
		for (const cell of cells) {
			if (byRef) {
				const ref = checkedRef(cell.trim(), path);
				if (ref !== '') refs.addPair(...fingerprintOfRefText(ref));
			} else if (cell.trim() !== '') {
				// A leading mark may be a formula escape or belong to the id.
				if (faultOfIdText(cell) === undefined) ids.add(cell, withoutMark(cell));
				else exclusions.unusable += 1;
			}
		}
	}
	return { rows, byRef };
}

function notAList(path: string, what: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${path} has ${what}`,
		'give one id a line, a CSV with a column such as account_id, an earlier list or its folder',
	);
}

function keyMissing(path: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${path} names accounts by credential_ref, but this run makes none`,
		'give the key of that list with --ref-key, and a column of ids',
	);
}
