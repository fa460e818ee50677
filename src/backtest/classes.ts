/** Leaves out accounts of a domain for what they are, and finds the privileged ones, before hashes are compared. */

import { existsSync } from 'node:fs';
import { CredcheckError } from '../errors.ts';
import { type ClassifiedAccounts, classifyAccounts } from '../match/accounts/classify.ts';
import type { PrivilegeTest } from '../match/accounts/classify-task.ts';
import { type NameList, readNameList } from '../match/accounts/name-list.ts';
import { DOMAIN_NAMES } from '../table/columns/domain-columns.ts';
import { columnOf, describeHeader, firstOf, quoted } from '../table/columns/header/header.ts';
import { SAM_NAMES } from '../table/columns/header/known-names.ts';
import { leaveOut } from '../table/left-out.ts';
import type { AccountsTable } from '../table/table.ts';
import { formatNumber as count, many } from '../text/format.ts';
import { makeWarning, type Warning } from '../warning.ts';
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
	{ pool, plan, options, events, warnings }: PreparationContext,
): Promise<{ readonly table: AccountsTable; readonly classes: Classes | undefined }> {
	const { kind, columns } = table;
	const { blockBytes } = plan;
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
	const privilege = privileged === undefined ? undefined : await testOf(table, privileged, signal);
	if (domain === undefined && privilege === undefined) return { table, classes: undefined };
	const {
		leftOut,
		classes,
		privileged: rows,
		entries,
	} = await classifyAccounts(
		table,
		{ domain, included: include, privilege: privilege?.test },
		{
			pool,
			blockBytes,
			onProgress: (read) => events.onProgress?.(comparingProgress(read)),
			signal,
		},
	);
	if (privilege?.list !== undefined) checkFound(privilege.list, entries, warnings);
	else if (privileged !== undefined && rows?.count() === 0) warnings.add(nobody(privileged));
	const given = privilege?.list?.names.length;
	return {
		table: leaveOut(table, leftOut),
		classes: {
			classes,
			privileged: rows,
			names: given === undefined ? undefined : { given, missing: given - entries.size },
		},
	};
}

interface Privilege {
	readonly test: PrivilegeTest;
	/** Undefined if a column says who is privileged. */
	readonly list?: NameList;
}

/** A column of the table, or else a file. */
async function testOf(
	table: AccountsTable,
	text: string,
	signal: AbortSignal | undefined,
): Promise<Privilege> {
	const { header, columns } = table;
	const column = columnOf(header, text);
	if (column !== undefined) {
		if (column !== columns.hash) return { test: { kind: 'column', column } };
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
	const list = await readNameList(text, signal);
	const own = domain?.domain ?? firstOf(header, DOMAIN_NAMES, columns.hash);
	const test = { kind: 'names', entries: list.names, columns: { id, user, domain: own } } as const;
	return { test, list };
}

const USER_NAMES = [...SAM_NAMES, 'username', 'user_name', 'user', 'login'];

/** Places of missing names that a warning says. */
const SHOWN_PLACES = 5;

/**
 * @param found indexes of the names that are in the table
 * @throws CredcheckError INPUT when none is: it is not the list of these accounts
 */
function checkFound(
	{ names, places }: NameList,
	found: ReadonlySet<number>,
	warnings: WarningLog,
): void {
	const given = names.length;
	const missing = places.filter((_, index) => !found.has(index));
	if (missing.length === given) {
		throw new CredcheckError(
			'INPUT',
			given === 1
				? 'the name of --privileged is not in the table'
				: `none of the ${count(given)} names of --privileged is in the table`,
			'names are compared with account ids and with the columns SamAccountName, user or username',
		);
	}
	if (missing.length === 0) return;
	// Not the names: the file may be another one than was meant, with passwords in it.
	const where = missing.slice(0, SHOWN_PLACES).join(', ');
	warnings.add(
		makeWarning(
			'privileged',
			`${count(missing.length)} of the ${many(given, 'name')} of --privileged ${missing.length === 1 ? 'is' : 'are'} not in the table: ${where}${missing.length > SHOWN_PLACES ? ', ...' : ''}`,
		),
	);
}

function nobody(column: string): Warning {
	return makeWarning('privileged', `no account is privileged by the column ${quoted(column)}`, [
		'cells that say so: true, yes, 1, x, a number above 0 such as adminCount, or a group such as Domain Admins',
	]);
}
