/** Leaves out accounts of a domain for what they are, and finds the privileged ones, before hashes are compared. */

import { existsSync } from 'node:fs';
import { CredcheckError } from '../errors.ts';
import { type ClassifiedAccounts, classifyAccounts } from '../match/accounts/classify.ts';
import type { PrivilegeTest } from '../match/accounts/classify-task.ts';
import { readCellList } from '../table/cell-list.ts';
import { DOMAIN_NAMES } from '../table/columns/domain-columns.ts';
import {
	columnOf,
	describeHeader,
	firstOf,
	ID_NAMES,
	quoted,
	SAM_NAMES,
} from '../table/columns/header.ts';
import { leaveOut } from '../table/left-out.ts';
import type { AccountsTable } from '../table/table.ts';
import { formatNumber as count, many } from '../text/format.ts';
import { makeWarning } from '../warning.ts';
import { blockSize } from './memory.ts';
import { comparingProgress } from './progress.ts';
import type { PreparationContext } from './run.ts';
import type { WarningLog } from './warnings.ts';

/** What is known about the accounts of a table before their hashes are compared. */
export interface Classes extends Pick<ClassifiedAccounts, 'classes' | 'privileged'> {
	/** The entries of the list of `--privileged`, and how many of them name no account; undefined if it is none. */
	readonly names: { readonly given: number; readonly missing: number } | undefined;
}

/**
 * @returns the table without accounts that are left out
 * @throws CredcheckError USAGE or INPUT when `privileged` or `include` cannot be used with this table
 */
export async function classify(
	table: AccountsTable,
	{ pool, options, events, warnings }: PreparationContext,
): Promise<{ readonly table: AccountsTable; readonly classes: Classes | undefined }> {
	const { kind, columns } = table;
	const { domain } = columns;
	const { include = [], privileged, signal } = options;
	if (domain === undefined && include.length > 0) {
		throw new CredcheckError(
			'USAGE',
			'--include is for accounts of a Windows domain, which this table does not have',
			kind.name === 'ntlm'
				? 'a CSV table of such accounts has a column SamAccountName'
				: 'they have NT hashes: use --kind ntlm',
		);
	}
	const privilege = privileged === undefined ? undefined : await testOf(table, privileged);
	if (domain === undefined && privilege === undefined) return { table, classes: undefined };
	const {
		leftOut,
		classes,
		privileged: rows,
		entries,
	} = await classifyAccounts(
		table,
		{ domain, included: include, privilege },
		{
			pool,
			blockBytes: blockSize(options, kind),
			onProgress: (read) => events.onProgress?.(comparingProgress(read)),
			signal,
		},
	);
	const names =
		privilege?.kind === 'names'
			? { given: privilege.entries.length, missing: privilege.entries.length - entries.size }
			: undefined;
	if (privileged !== undefined) warnIfMissing(privileged, rows?.count() ?? 0, names, warnings);
	return {
		table: leaveOut(table, leftOut),
		classes: { classes, privileged: rows, names },
	};
}

/** A column of the table, or else a file. */
async function testOf(table: AccountsTable, text: string): Promise<PrivilegeTest> {
	const { header, columns } = table;
	const column = columnOf(header, text);
	if (column !== undefined) {
		if (column !== columns.hash) return { kind: 'column', column };
		throw new CredcheckError(
			'USAGE',
			`--privileged names the column ${quoted(text)}, which contains the hashes`,
		);
	}
	if (text !== '-' && !existsSync(text)) {
		throw new CredcheckError(
			'USAGE',
			'--privileged is neither a column of the table nor a file',
			describeHeader(header),
		);
	}
	const { id, domain } = columns;
	const user = domain?.user ?? firstOf(header, USER_NAMES, columns.hash);
	if (id === undefined && user === undefined) {
		throw new CredcheckError(
			'INPUT',
			'--privileged is a list of names, but the table has neither account ids nor names',
			'name the column of ids with --id-column',
		);
	}
	const entries = await readNames(text);
	const own = domain?.domain ?? firstOf(header, DOMAIN_NAMES, columns.hash);
	return { kind: 'names', entries, columns: { id, user, domain: own } };
}

const USER_NAMES = [...SAM_NAMES, 'username', 'user_name', 'user', 'login'];

/** Columns of a list of accounts, as PowerShell and BloodHound export the members of a group. */
const LISTED_NAMES = [...SAM_NAMES, 'membername', ...ID_NAMES];

/** The names in a list, each once in any case. */
async function readNames(path: string): Promise<string[]> {
	const names = new Map<string, string>();
	for await (const { cells } of readCellList(path, LISTED_NAMES)) {
		for (const cell of cells) {
			const name = cell.trim();
			if (name !== '' && !name.startsWith('#')) names.set(name.toLowerCase(), name);
		}
	}
	if (names.size > 0) return [...names.values()];
	throw new CredcheckError('INPUT', `${path} contains no names of accounts`, 'one name per line');
}

function warnIfMissing(
	source: string,
	privileged: number,
	names: Classes['names'],
	warnings: WarningLog,
): void {
	if (names === undefined) {
		if (privileged > 0) return;
		warnings.add(
			makeWarning('privileged', `no account is privileged by the column ${quoted(source)}`, [
				'cells that say so: true, yes, 1, x, a number above 0 such as adminCount, or a group such as Domain Admins',
			]),
		);
	} else if (names.missing > 0) {
		warnings.add(
			makeWarning(
				'privileged',
				`${count(names.missing)} of the ${many(names.given, 'name')} of --privileged ${names.missing === 1 ? 'is' : 'are'} not in the table`,
				names.missing === names.given
					? [
							'names are compared with account ids and with the columns SamAccountName, user or username',
						]
					: [],
			),
		);
	}
}
