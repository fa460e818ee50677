/** What earlier reports have in common, whatever is asked of them: their files, their key, their references. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import {
	type ListFileName,
	type ListName,
	listFile,
	listFilesIn,
} from '../output/report-folder.ts';
import { REF_DIGITS } from './credential-ref.ts';

export const REF_COLUMN = 'credential_ref';

/** As it stands in the file: what is in it may be anything. */
export type EarlierSummary = Readonly<Record<string, unknown>>;

/**
 * The summary of a finished report.
 *
 * @throws CredcheckError INPUT when there is none
 */
export function readSummary(folder: string): EarlierSummary {
	const path = join(folder, 'summary.json');
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const code = systemCode(error);
		if (code !== 'ENOENT' && code !== 'ENOTDIR') {
			throw new CredcheckError(
				'INPUT',
				`cannot read ${path}: ${messageOf(error)}`,
				undefined,
				error,
			);
		}
		throw noReport(folder);
	}
	try {
		const summary = JSON.parse(text);
		if (summary?.schema === 'credcheck.backtest/1') return summary;
	} catch {
		// Said below.
	}
	throw noReport(folder);
}

function noReport(folder: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${folder} holds no finished report`,
		'name a folder that has a summary.json of credcheck backtest',
	);
}

/**
 * Where all candidates of a report are, and how many: in the file that holds them, listed or not, else in
 * the lists.
 *
 * @throws CredcheckError INPUT when a list is not there
 */
export function allCandidates(
	folder: string,
	summary: EarlierSummary,
): { readonly files: readonly ListFileName[]; readonly rows: number } {
	const remembered = listFilesIn(folder, 'all-candidates');
	return {
		files: remembered.length > 0 ? remembered : candidateFiles(folder),
		rows: sumOf(summary['verdicts']),
	};
}

/** How many candidates the lists of a report hold, as its summary says. */
export function listedIn(summary: EarlierSummary): number {
	return sumOf(summary['listed']);
}

function sumOf(figures: unknown): number {
	const { CRITICAL = 0, HIGH = 0 } = (figures ?? {}) as Readonly<Record<string, number>>;
	return CRITICAL + HIGH;
}

/** The error for lists that are not those of the summary. */
export function incomplete(folder: string, rows: number, due: number): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the lists of ${folder} hold ${rows} candidates, and its summary says ${due}`,
		'give the report as it was written, all of its files',
	);
}

/**
 * The files of the lists of candidates, split or not.
 *
 * @throws CredcheckError INPUT when one is not there
 */
export function candidateFiles(folder: string): ListFileName[] {
	const lists: readonly ListName[] = ['critical', 'nudge-candidates'];
	return lists.flatMap((list) => {
		const files = listFilesIn(folder, list);
		if (files.length > 0) return files;
		throw new CredcheckError('INPUT', `the report ${folder} lacks ${listFile(list, 1)}`);
	});
}

/**
 * @param keyName of the key that references are made with now
 * @throws CredcheckError INPUT when those of the report were made with another, or it has none
 */
export function checkSameKey(folder: string, summary: EarlierSummary, keyName: string): void {
	const key = summary['credentialRefKey'];
	if (typeof key !== 'string') {
		throw new CredcheckError(
			'INPUT',
			`the lists of ${folder} have no credential_ref`,
			'only reports that have it can be compared',
		);
	}
	if (key === keyName) return;
	throw new CredcheckError(
		'INPUT',
		`the report ${folder} was made with another key of credential references`,
		'name that key with --ref-key',
	);
}

/**
 * A reference as it stands in a list; empty where it is empty.
 *
 * @throws CredcheckError INPUT when it is something else
 */
export function checkedRef(cell: string, path: string): string {
	if (cell === '' || (cell.length === REF_DIGITS && /^[0-9a-f]+$/.test(cell))) return cell;
	throw new CredcheckError(
		'INPUT',
		`a cell of the column ${REF_COLUMN} of ${path} is no reference`,
		'give the list as it was written; of several lists, name each, or their folder',
	);
}
