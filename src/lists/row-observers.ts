/**
 * What is done with the rows of a block: each observer sees every row in turn and collects its own result.
 */

import { CohortTally } from '../cohorts/cohort-tally.ts';
import { ExclusionCheck, type SharedExclusions } from '../history/exclusion-check.ts';
import type { SharedPrevious } from '../history/previous.ts';
import { PreviousCheck } from '../history/previous-check.ts';
import { type CellWriter, type ListSchema, writeRow } from '../output/list-schema.ts';
import type { Fact } from '../verdict/matrix.ts';
import type { CandidateCounts } from './candidate-counts.ts';
import type { RowFacts } from './row-facts.ts';

export interface RowObserver {
	/** Whether it has to see every row with all its cells, even without a hash; else rows that matched suffice. */
	readonly needsAllRows: boolean;
	see(row: RowFacts): void;
}

/** Counts accounts by the groups that they are in. */
export class CohortObserver implements RowObserver {
	readonly needsAllRows = true;
	readonly tally: CohortTally;

	constructor(columns: readonly number[], hashColumn: number) {
		this.tally = new CohortTally(columns, hashColumn);
	}

	see({ hasHash, cells, count, isUnknown }: RowFacts): void {
		if (hasHash) this.tally.add(cells, count > 0, isUnknown);
	}
}

export class CountObserver implements RowObserver {
	readonly needsAllRows: boolean;
	readonly #counts: CandidateCounts;
	readonly #asked: readonly Fact[];

	/** @param asked the facts that every row is asked of */
	constructor(counts: CandidateCounts, asked: readonly Fact[]) {
		this.needsAllRows = asked.length > 0;
		this.#counts = counts;
		this.#asked = asked;
	}

	see({ hasHash, facts, candidacy, count, isUnknown }: RowFacts): void {
		const counts = this.#counts;
		if (!hasHash) return;
		for (const fact of this.#asked) counts.answers[fact][facts[fact]] += 1;
		if (candidacy === undefined) return;
		counts[candidacy.verdict] += 1;
		if (count === 0) counts.unmatched += 1;
		if (isUnknown) counts.unmatchedUnknown += 1;
	}
}

/** Compares with an earlier report. */
export class PreviousObserver implements RowObserver {
	readonly needsAllRows = true;
	readonly #previous: PreviousCheck;
	readonly #counts: CandidateCounts;

	constructor(previous: SharedPrevious, counts: CandidateCounts) {
		this.#previous = new PreviousCheck(previous);
		this.#counts = counts;
	}

	see(row: RowFacts): void {
		if (row.candidacy === undefined) {
			const isKnown = row.hasHash && !row.isUnknown;
			this.#previous.noCandidate(row.id(), isKnown, () => row.ref());
			return;
		}
		row.sinceLast = this.#previous.candidate(row.id(), row.ref());
		this.#counts[row.sinceLast] += 1;
	}
}

/** Keeps candidates out of the lists. */
export class ExclusionObserver implements RowObserver {
	readonly needsAllRows = false;
	readonly #check: ExclusionCheck;
	readonly #counts: CandidateCounts;

	constructor(exclusions: SharedExclusions, counts: CandidateCounts) {
		this.#check = new ExclusionCheck(exclusions);
		this.#counts = counts;
	}

	see(row: RowFacts): void {
		if (row.candidacy === undefined || !this.#check.excludes(row.id(), row.ref())) return;
		row.isExcluded = true;
		this.#counts.excluded += 1;
	}
}

/** Writes the rows that a list includes. */
export class ListObserver implements RowObserver {
	readonly needsAllRows = false;
	readonly #schema: ListSchema<RowFacts>;
	readonly #list: CellWriter;
	readonly #includes: (row: RowFacts) => boolean;

	constructor(
		schema: ListSchema<RowFacts>,
		list: CellWriter,
		includes: (row: RowFacts) => boolean,
	) {
		this.#schema = schema;
		this.#list = list;
		this.#includes = includes;
	}

	see(row: RowFacts): void {
		if (this.#includes(row)) writeRow(this.#schema, this.#list, row);
	}
}

/** Candidates that might be listed, in input order. */
export interface SurveyedRows {
	/** Their numbers in the table. */
	readonly rows: Uint32Array;
	/** How often each one's hash was seen. */
	readonly counts: Float64Array;
	/** 1 for CRITICAL. */
	readonly critical: Uint8Array;
}

/** Notes who might be listed, where a limit is to choose among them. */
export class SurveyObserver implements RowObserver {
	readonly needsAllRows = false;
	readonly #rows: number[] = [];
	readonly #counts: number[] = [];
	readonly #critical: number[] = [];

	see({ row, count, candidacy, isExcluded }: RowFacts): void {
		if (candidacy === undefined || isExcluded) return;
		this.#rows.push(row);
		this.#counts.push(count);
		this.#critical.push(candidacy.verdict === 'CRITICAL' ? 1 : 0);
	}

	result(): SurveyedRows {
		return {
			rows: Uint32Array.from(this.#rows),
			counts: Float64Array.from(this.#counts),
			critical: Uint8Array.from(this.#critical),
		};
	}
}
