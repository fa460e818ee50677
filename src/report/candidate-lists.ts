/** The lists of candidates: one for each action, in input order. */

import type { Candidacy, EmailBreached } from '../verdict/matrix.ts';
import { TIERS, type Tier, tierOf } from '../verdict/prevalence.ts';
import { type CsvBytes, csvRow } from './csv.ts';
import type { ReportFile, ReportFolder } from './report-folder.ts';

/** Columns that every list has, whatever is kept. */
export const LIST_COLUMNS: readonly string[] = [
	'account_id',
	'verdict',
	'action',
	'reasons',
	'breach_count',
	'tier',
	'email_breached',
	'row',
];

export interface Evidence {
	/** How often the source saw the hash. */
	readonly count: number;
	readonly emailBreached: EmailBreached;
	/** Number of the data row, from 1. */
	readonly row: number;
}

/** Writes what a list says of a candidate between its id and the kept columns. */
export function writeEvidence(
	list: CsvBytes,
	candidacy: Candidacy,
	{ count, emailBreached, row }: Evidence,
): void {
	list.ready(cellsOf(candidacy));
	list.number(count);
	list.ready(TIER_CELLS[tierOf(count)]);
	list.ready(EMAIL_CELLS[emailBreached]);
	list.number(row);
}

// What stands in row after row is made bytes once.
const TIER_CELLS = Object.fromEntries(
	TIERS.map((tier) => [tier, Buffer.from(tier)]),
) as unknown as Record<Tier, Uint8Array>;
const EMAIL_CELLS: Record<EmailBreached, Uint8Array> = {
	yes: Buffer.from('yes'),
	no: Buffer.from('no'),
	not_checked: Buffer.from('not_checked'),
};
const CANDIDACY_CELLS = new WeakMap<Candidacy, Uint8Array>();

function cellsOf(candidacy: Candidacy): Uint8Array {
	let cells = CANDIDACY_CELLS.get(candidacy);
	if (cells === undefined) {
		const { verdict, action, reasons } = candidacy;
		cells = Buffer.from(`${verdict},${action},${reasons.join('+')}`);
		CANDIDACY_CELLS.set(candidacy, cells);
	}
	return cells;
}

/** The lists on their way. */
export type CandidateLists = Record<Candidacy['verdict'], ReportFile>;

/** @param keptColumns names of the columns copied from the table */
export function openLists(folder: ReportFolder, keptColumns: readonly string[]): CandidateLists {
	const lists = {
		CRITICAL: folder.open('critical.csv'),
		HIGH: folder.open('nudge-candidates.csv'),
	};
	const header = csvRow([...LIST_COLUMNS, ...keptColumns]);
	for (const list of Object.values(lists)) list.write(header);
	return lists;
}
