/** The other inputs of a back-test: the key of references, an earlier report, and exclusions. */

import { resolve, sep } from 'node:path';
import { CredcheckError, systemCode } from '../errors.ts';
import { type RefKey, refKeyOf } from '../history/credential-ref.ts';
import type { RefOrigin } from '../history/earlier-report.ts';
import { type Exclusions, isReportFolder, readExclusions } from '../history/exclusions.ts';
import { type PreviousReport, readPrevious } from '../history/previous.ts';
import { readRefKey } from '../history/ref-key.ts';
import type { InputFile } from '../output/folder/existing-files.ts';
import type { AccountsTable } from '../table/table.ts';
import { makeWarning } from '../warning.ts';
import type { BacktestOptions } from './options.ts';
import type { WarningLog } from './warnings.ts';

export interface BacktestInputs {
	/** The key of credential references; undefined if these stay empty. */
	readonly refKey: RefKey | undefined;
	readonly previous: PreviousReport | undefined;
	readonly exclusions: Exclusions | undefined;
}

/** @throws CredcheckError INPUT, OUTPUT or USAGE if one of them cannot be read, or not used with this table */
export async function readInputs(
	table: AccountsTable,
	options: BacktestOptions,
	warnings: WarningLog,
): Promise<BacktestInputs> {
	const { previous, exclude, signal } = options;
	if (table.columns.id === undefined && (previous ?? exclude) !== undefined) {
		throw new CredcheckError(
			'INPUT',
			`${previous === undefined ? '--exclude' : '--previous'} needs a column with account ids, and the table has none`,
			'name it with --id-column',
		);
	}
	const refKey = openRefKey(table, options, warnings);
	const { kind } = table;
	return {
		refKey,
		previous:
			previous === undefined || refKey === undefined
				? undefined
				: await readEarlier(previous, { keyName: refKey.name, kind }, options, warnings),
		exclusions:
			exclude === undefined
				? undefined
				: await readExclusions(exclude, refKey && { keyName: refKey.name, kind }, signal),
	};
}

/**
 * The files and reports that this run reads, which no report replaces. The report of `previous` may be: it has been read
 * whole, and what it listed is told by the new one.
 */
export function inputFiles(options: BacktestOptions): InputFile[] {
	const { accounts, store, exclude = [], breachedEmails, privileged } = options;
	const files = [
		{ what: 'the table', path: accounts },
		{ what: 'the store', path: store },
		...exclude.map((path) => ({
			what: isReportFolder(path) ? 'an --exclude report' : 'an --exclude list',
			path,
		})),
		{ what: 'the list of --breached-emails', path: breachedEmails },
		// Or the name of a column.
		{ what: 'the list of --privileged', path: privileged },
	];
	return files.flatMap(({ what, path }) =>
		path === undefined || path === '-' ? [] : [{ what, path }],
	);
}

/** Without ids there is nothing to refer to. */
function openRefKey(
	{ columns }: AccountsTable,
	options: BacktestOptions,
	warnings: WarningLog,
): BacktestInputs['refKey'] {
	const { refKey, refKeyIsDefault, out, previous, exclude } = options;
	if (columns.id === undefined) return undefined;
	if (refKey === undefined) {
		if (refKeyIsDefault) {
			const message = 'no home folder for the key: credential_ref stays empty';
			warnings.add(makeWarning('no_references', message, ['name a file with --ref-key']));
		}
		return undefined;
	}
	if (resolve(refKey).startsWith(resolve(out) + sep)) {
		throw new CredcheckError(
			'USAGE',
			'the key of credential_ref must not be in the report folder',
			'whoever has both can try hashes against the references',
		);
	}
	try {
		// With an earlier report no key is created: the report was made with an existing one.
		const hasEarlier = previous !== undefined || exclude?.some(isReportFolder) === true;
		return refKeyOf(readRefKey(refKey, !hasEarlier));
	} catch (error) {
		// A service account without a home directory still gets its report, unless it needs references.
		const isNeeded = refKeyIsDefault !== true || previous !== undefined || exclude !== undefined;
		const isFileError = error instanceof CredcheckError && systemCode(error.cause) !== undefined;
		if (isNeeded || !isFileError) throw error;
		warnings.add(
			makeWarning(
				'no_references',
				`${error.message}: credential_ref stays empty`,
				error.hint === undefined ? [] : [error.hint],
			),
		);
		return undefined;
	}
}

async function readEarlier(
	folder: string,
	origin: RefOrigin,
	{ minCount = 1, names = false, signal }: BacktestOptions,
	warnings: WarningLog,
): Promise<PreviousReport> {
	const previous = await readPrevious(folder, origin, signal);
	if (previous.names !== names) {
		const how = previous.names ? 'with' : 'without';
		warnings.add(makeWarning('previous_differs', `the report ${folder} was made ${how} --names`));
	}
	if (previous.minCount !== minCount) {
		const message = `the report ${folder} was made with --min-count ${previous.minCount}`;
		warnings.add(makeWarning('previous_differs', message));
	}
	return previous;
}
