/** Reads and checks an earlier report, for `--previous` and `--exclude`: its summary, lists and references. */

import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { type ListFileName, listFile, SUMMARY } from '../output/report-names.ts';
import { type HashKind, kindNamed } from '../range/kind.ts';
import { readTextAtOnce } from '../source/pipe.ts';
import { TAG_BYTES } from './aes-cmac.ts';
import { REF_SCHEME } from './credential-ref.ts';
import { earlierListFiles } from './earlier-files.ts';

export const REF_COLUMN = 'credential_ref';

/** Fields as parsed, unchecked. */
export type EarlierSummary = Readonly<Record<string, unknown>>;

/**
 * The summary of a finished report.
 *
 * @throws CredcheckError INPUT when there is none
 */
export function readSummary(folder: string): EarlierSummary {
	const path = join(folder, SUMMARY);
	try {
		const summary = JSON.parse(readTextAtOnce(path));
		if (summary?.schema === 'credcheck.backtest/1') return summary;
	} catch (error) {
		// Undefined for invalid JSON.
		const code = systemCode(error);
		if (code !== undefined && code !== 'ENOENT' && code !== 'ENOTDIR') {
			const message = `cannot read ${path}: ${messageOf(error)}`;
			throw new CredcheckError('INPUT', message, undefined, error);
		}
	}
	throw new CredcheckError(
		'INPUT',
		`${folder} contains no finished report`,
		'name a folder that has a summary.json of credcheck backtest',
	);
}

/**
 * The files of both lists of candidates, split or not.
 *
 * @throws CredcheckError INPUT when a list is missing or was changed; the signal's reason if it is aborted
 */
export async function candidateFiles(
	folder: string,
	summary: EarlierSummary,
	signal?: AbortSignal,
): Promise<ListFileName[]> {
	const files: ListFileName[] = [];
	for (const list of ['critical', 'nudge-candidates'] as const) {
		const own = await earlierListFiles(folder, summary, list, signal);
		if (own.length === 0) {
			throw new CredcheckError('INPUT', `the report ${folder} lacks ${listFile(list, 1)}`);
		}
		files.push(...own);
	}
	return files;
}

/**
 * @param rows of the lists
 * @param expected candidates by verdict, from the summary
 * @throws CredcheckError INPUT when the two differ
 */
export function assertComplete(folder: string, rows: number, expected: unknown): void {
	const { CRITICAL = 0, HIGH = 0 } = (expected ?? {}) as Readonly<Record<string, number>>;
	if (rows === CRITICAL + HIGH) return;
	throw new CredcheckError(
		'INPUT',
		`the lists of ${folder} have ${rows} candidates, but its summary counts ${CRITICAL + HIGH}`,
		'give the complete report, with all of its files unchanged',
	);
}

/** What the references of a report are made with: of another key or kind of hashes, those of no account agree. */
export interface RefOrigin {
	/** The name of the key. */
	readonly keyName: string;
	/** The kind of the hashes. */
	readonly kind: HashKind;
}

/**
 * @param keyName and kind of this run
 * @throws CredcheckError INPUT when the report's references were made in another way, with another key or of hashes of
 *   another kind, or it has none
 */
export function checkComparable(
	folder: string,
	summary: EarlierSummary,
	{ keyName, kind }: RefOrigin,
): void {
	const { algorithm } = (summary['store'] ?? {}) as { readonly algorithm?: string };
	const key = summary['credentialRefKey'];
	const refusal = (message: string, hint: string) => new CredcheckError('INPUT', message, hint);
	if (algorithm !== undefined && algorithm !== kind.name) {
		throw refusal(
			`the report ${folder} was made of ${kindNamed(algorithm)?.title ?? 'other'} hashes, not of ${kind.title}`,
			'the credential_ref of an account differs between kinds: give a report of the same kind',
		);
	}
	if (typeof key !== 'string') {
		const hint = 'only reports that have it can be compared';
		throw refusal(`the lists of ${folder} have no credential_ref`, hint);
	}
	if (summary['credentialRefScheme'] !== REF_SCHEME) {
		throw refusal(
			`the report ${folder} was made by another version of credcheck, which made credential_ref in another way`,
			'begin with a new report, without --previous; until then exclude accounts by a list of ids, with --exclude',
		);
	}
	if (key === keyName) return;
	const hint = 'name that key with --ref-key';
	throw refusal(`the report ${folder} was made with another credential_ref key`, hint);
}

/**
 * A reference from a list; an empty cell is returned as it is.
 *
 * @throws CredcheckError INPUT when the cell contains anything else
 */
export function checkedRef(cell: string, path: string): string {
	if (cell === '' || (cell.length === 2 * TAG_BYTES && /^[0-9a-f]+$/.test(cell))) return cell;
	throw new CredcheckError(
		'INPUT',
		`a cell in the column ${REF_COLUMN} of ${path} is not a reference`,
		'give the list unchanged; for several lists, name each of them or their folder',
	);
}
