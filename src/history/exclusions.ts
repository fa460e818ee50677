/** Accounts that are to be kept out of the lists: because they were told already, say. */

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CredcheckError } from '../errors.ts';
import { withoutMark } from '../output/formula-escape.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { readCellList } from '../table/cell-list.ts';
import { ID_NAMES } from '../table/columns/header.ts';
import { openTableFile } from '../table/input/table-file.ts';
import { fingerprintOfId, fingerprintOfRefText } from './account-fingerprints.ts';
import {
	candidateFiles,
	checkedRef,
	checkSameKey,
	type EarlierSummary,
	incomplete,
	listedIn,
	REF_COLUMN,
	readSummary,
} from './earlier-report.ts';

export interface Exclusions {
	/** Accounts that are not meant whatever their password. */
	readonly ids: FingerprintSet;
	/** Accounts with the password they had: one that has another now is not meant. */
	readonly refs: FingerprintSet;
}

/**
 * Reads lists of ids, one a line or a CSV with a column of ids; earlier lists, of which the
 * `credential_ref` counts; and earlier reports, of which all lists of candidates count.
 *
 * @param paths files and report folders
 * @param keyName of the key that references are made with now; undefined where none are made
 * @throws CredcheckError INPUT when one cannot be read, holds something else, or was made with another key
 */
export async function readExclusions(
	paths: readonly string[],
	keyName: string | undefined,
	signal?: AbortSignal,
): Promise<Exclusions> {
	const exclusions = { ids: new FingerprintSet(), refs: new FingerprintSet() };
	for (const path of paths) {
		const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
		if (isFolder) {
			await readReport(path, exclusions, keyName, signal);
			continue;
		}
		const { byRef } = await readList(path, exclusions, signal);
		if (!byRef) continue;
		if (keyName === undefined) throw withoutKey(path);
		const beside = summaryIn(dirname(path));
		if (beside !== undefined) checkSameKey(dirname(path), beside, keyName);
	}
	return exclusions;
}

/** Reads the lists of a report, which must be whole. */
async function readReport(
	folder: string,
	exclusions: Exclusions,
	keyName: string | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	const summary = readSummary(folder);
	if (keyName === undefined) throw withoutKey(folder);
	checkSameKey(folder, summary, keyName);
	let rows = 0;
	for (const file of candidateFiles(folder)) {
		rows += (await readList(join(folder, file), exclusions, signal)).rows;
	}
	const due = listedIn(summary);
	if (rows !== due) throw incomplete(folder, rows, due);
}

/** The summary of a report in the folder; a list may lie beside that of something else. */
function summaryIn(folder: string): EarlierSummary | undefined {
	try {
		return readSummary(folder);
	} catch {
		return undefined;
	}
}

/** Reads one file; says how many entries it has, and whether they are references. */
async function readList(
	path: string,
	{ ids, refs }: Exclusions,
	signal: AbortSignal | undefined,
): Promise<{ readonly rows: number; readonly byRef: boolean }> {
	const file = await openTableFile(path);
	try {
		let byRef = false;
		let begun = false;
		let rows = 0;
		for await (const { column, cells, faults } of readCellList(file, [REF_COLUMN, ...ID_NAMES])) {
			signal?.throwIfAborted();
			if (!begun && column === undefined) checkIsList(cells[0], path);
			if (faults > 0) throw unreadable(path);
			begun = true;
			byRef = column === REF_COLUMN;
			rows += cells.length;
			for (const cell of cells) {
				if (byRef) {
					const ref = checkedRef(cell.trim(), path);
					if (ref !== '') refs.addPair(...fingerprintOfRefText(ref));
				} else if (cell.trim() !== '') {
					// Nobody knows whether a mark is of a spreadsheet or of the id.
					ids.addPair(...fingerprintOfId(cell));
					ids.addPair(...fingerprintOfId(withoutMark(cell)));
				}
			}
		}
		return { rows, byRef };
	} finally {
		await file.close();
	}
}

function unreadable(path: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${path} has rows that cannot be read`,
		'give one id a line, a CSV with a column such as account_id, an earlier list or its folder',
	);
}

function withoutKey(path: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${path} names accounts by credential_ref, and this run makes none`,
		'give the key of that list with --ref-key, and a column of ids',
	);
}

/** Taken as lines, a table without a column that is known would exclude nobody. */
function checkIsList(first: string | undefined, path: string): void {
	if (first === undefined || !/[,;\t|]/.test(first)) return;
	throw new CredcheckError(
		'INPUT',
		`${path} has neither a column of account ids nor one named credential_ref`,
		'give one id a line, a CSV with a column such as account_id, an earlier list or its folder',
	);
}
