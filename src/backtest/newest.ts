/** `--changed-column`: leaves out the rows of an account that has a newer row, before anything else is done. */

import { CredcheckError } from '../errors.ts';
import { findNewestRows, type NewestRows } from '../match/ids/newest-rows.ts';
import { quoted } from '../table/columns/header/header.ts';
import { leaveOut } from '../table/left-out.ts';
import type { AccountsTable } from '../table/table.ts';
import { comparingProgress } from './progress.ts';
import type { PreparationContext } from './run.ts';
import { timeWarnings } from './warnings/ids.ts';

/**
 * @returns the table without such rows; and what was found about them, undefined without `changedColumn`
 * @throws CredcheckError INPUT when the table has no ids, or no times that can be compared
 */
export async function keepNewest(
	table: AccountsTable,
	{ pool, plan, options, events, warnings }: PreparationContext,
): Promise<{ readonly table: AccountsTable; readonly newest: NewestRows | undefined }> {
	const { id, changed } = table.columns;
	if (changed === undefined) return { table, newest: undefined };
	if (id === undefined) {
		throw new CredcheckError(
			'INPUT',
			'--changed-column needs a column with account ids, and the table has none',
			'name it with --id-column',
		);
	}
	const { signal } = options;
	const newest = await findNewestRows(table, {
		id,
		changed,
		pool,
		blockBytes: plan.blockBytes,
		// Twice as much is used: for the ids, and for the rows of those that repeat.
		mostBytes: plan.accountBytes / 3,
		onProgress: (rows) => events.onProgress?.(comparingProgress(rows)),
		signal,
	});
	for (const warning of timeWarnings(newest, quoted(table.header[changed]))) warnings.add(warning);
	return { table: leaveOut(table, newest.superseded), newest };
}
