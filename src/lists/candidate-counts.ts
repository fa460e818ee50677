/** What is counted over the candidates of a table, block by block. */

export interface CandidateCounts {
	/** Rows whose password is in the store. */
	matched: number;
	CRITICAL: number;
	HIGH: number;
	/** Those that are HIGH for their name alone, and those of them whose range is not held. */
	nameAlone: number;
	nameAloneUnknown: number;
	/** Rows that have a name to try, and those whose password is made of it. */
	nameChecked: number;
	nameInPassword: number;
	/** Candidates kept out of the lists. */
	excluded: number;
	/** Candidates by what they were in an earlier report. */
	new: number;
	still: number;
	rotated_to_breached: number;
}

export function noCounts(): CandidateCounts {
	return {
		matched: 0,
		CRITICAL: 0,
		HIGH: 0,
		nameAlone: 0,
		nameAloneUnknown: 0,
		nameChecked: 0,
		nameInPassword: 0,
		excluded: 0,
		new: 0,
		still: 0,
		rotated_to_breached: 0,
	};
}

export function addCounts(total: CandidateCounts, more: CandidateCounts): void {
	for (const field of Object.keys(total) as (keyof CandidateCounts)[]) total[field] += more[field];
}
