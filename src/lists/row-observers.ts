/** What is done with each row of a block: observers see the rows in turn, and collect their own results. */

import type { CohortTally } from '../cohorts/cohort-tally.ts';
import { ExclusionCheck, type SharedExclusions } from '../history/exclusion-check.ts';
import type { SharedPrevious } from '../history/previous.ts';
import { PreviousCheck } from '../history/previous-check.ts';
import { type CellWriter, type ListSchema, writeRow } from '../output/list-schema.ts';
import type { Fact } from '../verdict/matrix.ts';
import type { CandidateCounts } from './candidate-counts.ts';
import type { RowFacts } from './row-facts.ts';

export type RowObserver = (row: RowFacts) => void;

export function countCohorts(tally: CohortTally): RowObserver {
	return ({ hasHash, cells, count, isUnknown }) => {
		if (hasHash) tally.add(cells, count > 0, isUnknown);
	};
}

/** @param facts those that every row is tested for */
export function countCandidates(counts: CandidateCounts, facts: readonly Fact[]): RowObserver {
	return ({ hasHash, facts: answers, candidacy, count, isUnknown }) => {
		if (!hasHash) return;
		for (const fact of facts) counts.answers[fact][answers[fact]] += 1;
		if (candidacy === undefined) return;
		counts[candidacy.verdict] += 1;
		if (count === 0) counts.unmatched += 1;
		if (isUnknown) counts.unmatchedUnknown += 1;
	};
}

/** Sets `sinceLast`, and marks the account in the earlier report. */
export function compareWithPrevious(
	previous: SharedPrevious,
	counts: CandidateCounts,
): RowObserver {
	const check = new PreviousCheck(previous);
	return (row) => {
		if (row.candidacy === undefined) {
			check.noCandidate(row.id(), row.hasHash && !row.isUnknown, () => row.ref());
			return;
		}
		row.sinceLast = check.candidate(row.id(), row.ref());
		counts[row.sinceLast] += 1;
	};
}

/** Sets `isExcluded`. */
export function excludeCandidates(
	exclusions: SharedExclusions,
	counts: CandidateCounts,
): RowObserver {
	const check = new ExclusionCheck(exclusions);
	return (row) => {
		if (row.candidacy === undefined || !check.excludes(row.id(), row.ref())) return;
		row.isExcluded = true;
		counts.excluded += 1;
	};
}

export function writeList(
	schema: ListSchema<RowFacts>,
	list: CellWriter,
	includes: (row: RowFacts) => boolean,
): RowObserver {
	return (row) => {
		if (includes(row)) writeRow(schema, list, row);
	};
}

/** Candidates that `--limit` chooses from, in input order. */
export interface CandidateRows {
	/** Row numbers in the table, from 1. */
	readonly rows: Uint32Array;
	/** How often the hash of each was seen. */
	readonly counts: Float64Array;
	/** 1 for CRITICAL, 0 for HIGH. */
	readonly critical: Uint8Array;
}

export class CandidateCollector {
	readonly #rows: number[] = [];
	readonly #counts: number[] = [];
	readonly #critical: number[] = [];

	add({ row, count, candidacy, isExcluded }: RowFacts): void {
		if (candidacy === undefined || isExcluded) return;
		this.#rows.push(row);
		this.#counts.push(count);
		this.#critical.push(candidacy.verdict === 'CRITICAL' ? 1 : 0);
	}

	rows(): CandidateRows {
		return {
			rows: Uint32Array.from(this.#rows),
			counts: Float64Array.from(this.#counts),
			critical: Uint8Array.from(this.#critical),
		};
	}
}
