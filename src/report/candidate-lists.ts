/** The lists of candidates: one for each action, in input order. */

import type { Candidacy, EmailBreached } from '../verdict/matrix.ts';
import { tierOf } from '../verdict/prevalence.ts';
import { csvRow } from './csv.ts';
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

export interface Candidate extends Candidacy {
	readonly accountId: string;
	/** How often the source saw the hash. */
	readonly count: number;
	readonly emailBreached: EmailBreached;
	/** Number of the data row, from 1. */
	readonly row: number;
	/** Cells copied from the table. */
	readonly kept: readonly string[];
}

export class CandidateLists {
	readonly #lists: Record<Candidacy['verdict'], ReportFile>;

	/** @param keptColumns names of the columns copied from the table */
	constructor(folder: ReportFolder, keptColumns: readonly string[]) {
		this.#lists = {
			CRITICAL: folder.open('critical.csv'),
			HIGH: folder.open('nudge-candidates.csv'),
		};
		const header = csvRow([...LIST_COLUMNS, ...keptColumns]);
		for (const list of Object.values(this.#lists)) list.write(header);
	}

	add(candidate: Candidate): void {
		const { accountId, verdict, action, reasons, count, emailBreached, row, kept } = candidate;
		this.#lists[verdict].write(
			csvRow([
				accountId,
				verdict,
				action,
				reasons.join('+'),
				count,
				tierOf(count),
				emailBreached,
				row,
				...kept,
			]),
		);
	}
}
