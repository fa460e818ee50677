/** What is counted about the candidates of a table, added up over its blocks. */

import type { EvidenceCounts } from '../evidence/evidence.ts';
import { type Answer, FACTS } from '../verdict/matrix.ts';

export interface CandidateCounts extends EvidenceCounts {
	CRITICAL: number;
	HIGH: number;
	/** Candidates kept out of the lists by `--exclude`. */
	excluded: number;
	/** Candidates whose id has their own hash, which no list shows. */
	redactedIds: number;
	/** Privileged accounts with a hash, and how many of them are candidates. */
	privileged: number;
	privilegedCandidates: number;
	/** Privileged accounts without a hash that can be used. */
	privilegedRejected: number;
	/** Accounts of a domain by what is found about them. */
	empty_password: number;
	no_nt_hash: number;
	lm_hash: number;
	/** Candidates by what they were in the earlier report. */
	new: number;
	still: number;
	rotated_to_breached: number;
}

export function noCounts(): CandidateCounts {
	const answers = FACTS.map((fact) => [fact, { yes: 0, no: 0, not_checked: 0 }]);
	return {
		CRITICAL: 0,
		HIGH: 0,
		unmatched: 0,
		unmatchedUnknown: 0,
		excluded: 0,
		redactedIds: 0,
		privileged: 0,
		privilegedCandidates: 0,
		privilegedRejected: 0,
		empty_password: 0,
		no_nt_hash: 0,
		lm_hash: 0,
		new: 0,
		still: 0,
		rotated_to_breached: 0,
		answers: Object.fromEntries(answers),
	};
}

export function addCounts(total: CandidateCounts, more: CandidateCounts): void {
	const { answers, ...numbers } = more;
	for (const [field, number] of Object.entries(numbers)) {
		total[field as keyof typeof numbers] += number;
	}
	for (const fact of FACTS) {
		for (const [answer, rows] of Object.entries(answers[fact])) {
			total.answers[fact][answer as Answer] += rows;
		}
	}
}
