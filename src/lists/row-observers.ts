/** What is done with each row of a block: observers see the rows in turn, and collect their own results. */

import type { CohortTally } from '../cohorts/cohort-tally.ts';
import { fingerprintOfId, fingerprintOfRef } from '../history/account-fingerprints.ts';
import type { SharedExclusions } from '../history/exclusions.ts';
import { GivenIdMarks } from '../history/given-ids.ts';
import { CANDIDATE, IN_TABLE, type SharedPrevious, UNDETERMINED } from '../history/previous.ts';
import { RANGE_MISSING } from '../match/keys/key-block.ts';
import { type CellWriter, type ListSchema, writeRow } from '../output/list-schema.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import type { Fact } from '../verdict/matrix.ts';
import type { CandidateCounts } from './candidate-counts.ts';
import type { RowFacts } from './row-facts.ts';

export type RowObserver = (row: RowFacts) => void;

export function countCohorts(tally: CohortTally): RowObserver {
	return ({ hasHash, cells, count, isUnknown }) => {
		if (hasHash) tally.add(cells, count > 0, isUnknown);
	};
}

/** Counts who is privileged, and what is found about accounts of a domain. */
export function countAccounts(counts: CandidateCounts): RowObserver {
	return ({ hasHash, isPrivileged, findings, candidacy }) => {
		if (isPrivileged && hasHash) {
			counts.privileged += 1;
			if (candidacy !== undefined) counts.privilegedCandidates += 1;
		} else if (isPrivileged) counts.privilegedRejected += 1;
		for (const finding of findings) counts[finding] += 1;
	};
}

export function countRedactedIds(counts: CandidateCounts): RowObserver {
	return (row) => {
		if (row.candidacy !== undefined && row.isIdRedacted) counts.redactedIds += 1;
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
	const { marks } = previous;
	const ids = new FingerprintSet(previous.idSlots);
	const hasRef = refTest(previous.refSlots);
	const given = new GivenIdMarks(previous.given);
	return (row) => {
		const id = row.id();
		if (id.length > 0) given.see(id);
		// Undefined if the account was not listed.
		const slot = id.length === 0 ? undefined : ids.slotOf(...fingerprintOfId(id));
		if (row.candidacy !== undefined) {
			if (slot !== undefined) Atomics.or(marks, slot, IN_TABLE | CANDIDATE);
			const changed = slot === undefined ? 'new' : 'rotated_to_breached';
			row.sinceLast = hasRef(row) ? 'still' : changed;
			counts[row.sinceLast] += 1;
		} else if (slot !== undefined) {
			// If the password is the same, it is the options that have changed.
			const isResolved = row.hasHash && !row.isUnknown && !hasRef(row);
			Atomics.or(marks, slot, isResolved ? IN_TABLE : IN_TABLE | UNDETERMINED);
		}
	};
}

/** Sets `isExcluded`, and marks which of the given ids the table has. */
export function excludeCandidates(
	{ ids, refSlots, listed }: SharedExclusions,
	counts: CandidateCounts,
): RowObserver {
	const marks = ids && new GivenIdMarks(ids);
	const listedMarks = listed && new GivenIdMarks(listed);
	const hasRef = refTest(refSlots);
	return (row) => {
		const id = row.id();
		if (id.length > 0) listedMarks?.see(id);
		const hasId = id.length > 0 && marks?.see(id) === true;
		if (row.candidacy === undefined) return;
		row.isExcluded = hasId || hasRef(row);
		if (row.isExcluded) counts.excluded += 1;
	};
}

/** Makes a test whether an account was listed with the password that it has now. */
function refTest(refSlots: Uint32Array): (row: RowFacts) => boolean {
	const refs = new FingerprintSet(refSlots);
	return (row) => {
		const ref = row.ref();
		return ref !== undefined && refs.hasPair(...fingerprintOfRef(row.refs(), ref));
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
	/** How often the hash of each was seen, or `RANGE_MISSING`. */
	readonly counts: Float64Array;
	/** 1 for CRITICAL, 0 for HIGH. */
	readonly critical: Uint8Array;
}

export class CandidateCollector {
	readonly #rows: number[] = [];
	readonly #counts: number[] = [];
	readonly #critical: number[] = [];

	add({ row, count, isUnknown, candidacy, isExcluded }: RowFacts): void {
		if (candidacy === undefined || isExcluded) return;
		this.#rows.push(row);
		this.#counts.push(isUnknown ? RANGE_MISSING : count);
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
