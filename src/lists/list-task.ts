/** Processes one block of rows on a worker: decides each account, and encodes the block's rows of each list. */

import { type CohortCounts, CohortTally } from '../cohorts/cohort-tally.ts';
import { type FactTest, openTests, type SharedEvidence } from '../evidence/kinds.ts';
import type { SharedExclusions } from '../history/exclusions.ts';
import type { SharedPrevious } from '../history/previous.ts';
import { type SampledRow, sampleRows } from '../match/sampled-rows.ts';
import {
	type EncodedRows,
	type ListEncoder,
	type ListStyle,
	openEncoder,
} from '../output/list-encoder.ts';
import { titlesOf } from '../output/list-schema.ts';
import type { DomainColumns } from '../table/columns/domain-columns.ts';
import { BlockRows, type RowNeeds } from '../table/csv/block-rows.ts';
import type { LeftOutOfBlock } from '../table/left-out.ts';
import { RowSet } from '../table/row-set.ts';
import type { RowFormat } from '../table/table.ts';
import { type Candidacy, decide, decidesAlone } from '../verdict/matrix.ts';
import { type CandidateCounts, noCounts } from './candidate-counts.ts';
import { FindingTest } from './domain-findings.ts';
import { type ListColumns, type PerList, perList, perWrittenList } from './report-lists.ts';
import { RowFacts } from './row-facts.ts';
import { matchesOf, type RowMatches, type RowMatchSource } from './row-matches.ts';
import {
	CandidateCollector,
	type CandidateRows,
	compareWithPrevious,
	countAccounts,
	countCandidates,
	countCohorts,
	countRedactedIds,
	excludeCandidates,
	type RowObserver,
	writeList,
} from './row-observers.ts';

/** What is the same for every block. */
export interface ListTask extends RowFormat {
	/** Hashes seen less often count as not found. */
	readonly minCount: number;
	readonly columns: ListColumns;
	readonly evidence: SharedEvidence;
	/** The key of the cipher for credential references; undefined if they stay empty. */
	readonly refKey: Uint8Array | undefined;
	readonly previous: SharedPrevious | undefined;
	readonly exclusions: SharedExclusions | undefined;
	/** Columns of `--group-by`; empty without it. */
	readonly groupBy: readonly number[];
	/** Words of a `RowSet`: the accounts of `--privileged`; undefined without it. */
	readonly privileged: Int32Array | undefined;
	/** Undefined if the table is none of a domain. */
	readonly domain: DomainColumns | undefined;
	readonly style: ListStyle;
}

export interface ListInput extends ListTask {
	/** The block's rows, in shared memory, which the task may reuse for its result. */
	readonly bytes: Uint8Array;
	/** What the join found for these rows. */
	readonly matches: RowMatchSource;
	/** Rows of the block that are left out. */
	readonly leftOut?: LeftOutOfBlock | undefined;
	/** Whether to return the candidates, for `--limit` to choose from, instead of writing the limited lists. */
	readonly isChoosing: boolean;
}

export interface ListedBlock {
	readonly counts: CandidateCounts;
	readonly cohorts: readonly CohortCounts[];
	/** Undefined for lists that were not written. The bytes may be in the memory of the block's rows. */
	readonly lists: PerList<EncodedRows | undefined>;
	/** Empty unless `isChoosing`. */
	readonly candidates: CandidateRows;
	/** Of the first pass. */
	readonly sampled: readonly SampledRow[];
}

export function listBlockTask(input: ListInput): ListedBlock {
	const { columns, matches, hash, previous, exclusions, groupBy, isChoosing } = input;
	const tests = openTests(input.evidence);
	const testsForAll = tests.filter(({ fact }) => decidesAlone(fact));
	const testsForCandidates = tests.filter(({ fact }) => !decidesAlone(fact));
	const counts = noCounts();
	const tally = new CohortTally(groupBy, hash.kind);
	const candidates = new CandidateCollector();
	// The pass that writes the chosen rows needs only the lists that they are in.
	const isFirst = matches.kind === 'keys';
	const countsCohorts = isFirst && groupBy.length > 0;

	// In this order: lists depend on the earlier report and on the exclusions.
	const observers: RowObserver[] = [
		countCandidates(
			counts,
			testsForAll.map(({ fact }) => fact),
		),
	];
	const tellsApart = input.privileged !== undefined || input.domain !== undefined;
	if (isFirst && tellsApart) observers.push(countAccounts(counts));
	if (isFirst) observers.push(countRedactedIds(counts));
	if (countsCohorts) observers.push(countCohorts(tally));
	if (previous !== undefined) observers.push(compareWithPrevious(previous, counts));
	if (exclusions !== undefined) observers.push(excludeCandidates(exclusions, counts));
	if (isChoosing) observers.push((row) => candidates.add(row));
	const encoders = perWrittenList(columns, ({ schema, includes, isLimited }) => {
		const isNow = isLimited ? !isChoosing : isFirst;
		if (!isNow) return undefined;
		const own = schema(columns);
		const encoder = openEncoder(titlesOf(own), input.style);
		observers.push(writeList(own, encoder, includes));
		return encoder;
	});

	const cells = new BlockRows(input.bytes, input.dialect, hash, input.leftOut);
	const row = new RowFacts(cells, matches.block.rows, columns.copied, input.refKey);
	const privileged = input.privileged && new RowSet(input.privileged);
	const findings = input.domain && new FindingTest(hash, input.domain);
	const found = matchesOf(matches, hash.kind, input.minCount);
	const sampled = isFirst ? sampleRows(input, matches.block, found) : [];
	/** @param index of the row that `cells` is positioned at, from 0 */
	const visit = (index: number) => {
		row.index = index;
		row.row = matches.block.firstRow + index;
		row.hasHash = cells.readHash(hash, row.hash, 0);
		const place = found.places[index] as number;
		row.count = row.hasHash ? (found.counts[place] as number) : 0;
		row.isUnknown = row.hasHash && found.unknown[place] === 1;
		row.group = found.groups[place] as number;
		row.groupSize = found.groupSizes[place] as number;
		row.isMixed = found.mixed[place] === 1;
		row.isPrivileged = privileged?.has(row.row) ?? false;
		if (findings !== undefined) {
			row.findings = findings.of(cells, row.hasHash ? row.hash : undefined);
		}
		row.sinceLast = undefined;
		row.isExcluded = false;
		row.candidacy = row.hasHash ? candidacyOf(row, testsForAll, testsForCandidates) : undefined;
		for (let at = 0; at < observers.length; at += 1) (observers[at] as RowObserver)(row);
	};
	const needsAllRows =
		countsCohorts ||
		previous !== undefined ||
		exclusions?.ids !== undefined ||
		exclusions?.listed !== undefined ||
		tellsApart ||
		testsForAll.length > 0;
	// Lists need references at their end, but these two with each row: then those of all that matched are made first.
	if (input.refKey !== undefined && (previous ?? exclusions) !== undefined) {
		forEachWantedRow(cells, input.needs, found, (index) => {
			row.index = index;
			row.row = matches.block.firstRow + index;
			const count = found.counts[found.places[index] as number] as number;
			if (count > 0 && cells.readHash(hash, row.hash, 0)) row.ref();
		});
		cells.rewind();
	}
	if (isFirst && needsAllRows) forEachRow(cells, input.needs, visit);
	else forEachWantedRow(cells, input.needs, found, visit);
	return {
		counts,
		cohorts: tally.counts(),
		lists: takeRows(encoders, input.bytes, row.refs()),
		candidates: candidates.rows(),
		sampled,
	};
}

/** Tests a row for the facts that its verdict depends on; some matter only for candidates. */
function candidacyOf(
	{ cells, hash, facts, count }: RowFacts,
	testsForAll: readonly FactTest[],
	testsForCandidates: readonly FactTest[],
): Candidacy | undefined {
	let isCandidate = count > 0;
	for (const { fact, test } of testsForAll) {
		facts[fact] = test(cells, hash);
		if (facts[fact] === 'yes') isCandidate = true;
	}
	if (!isCandidate) return undefined;
	for (const { fact, test } of testsForCandidates) facts[fact] = test(cells, hash);
	return decide(count > 0, facts);
}

/** Visits every row that has the cells it needs. */
function forEachRow(cells: BlockRows, needs: RowNeeds, visit: (index: number) => void): void {
	for (let index = 0; cells.next(); index += 1) {
		if (cells.isWhole(needs)) visit(index);
	}
}

/** Visits the rows that the join found something for; the others are not even split into cells. */
function forEachWantedRow(
	cells: BlockRows,
	needs: RowNeeds,
	{ places, wanted, wantedRows }: RowMatches,
	visit: (index: number) => void,
): void {
	let passed = 0;
	let left = wantedRows;
	for (let index = 0; left > 0; index += 1) {
		if (wanted[places[index] as number] !== 1) continue;
		left -= 1;
		cells.skip(index - passed);
		// The row was readable before. If not, the file was changed, which is an error at its end.
		if (!cells.next() || !cells.isWhole(needs)) return;
		passed = index + 1;
		visit(index);
	}
}

/** Copies the encoded rows into the block's memory, which is no longer needed, as far as they fit. */
function takeRows(
	encoders: PerList<ListEncoder | undefined>,
	block: Uint8Array,
	refs: Buffer,
): PerList<EncodedRows | undefined> {
	let free = block;
	return perList((name) => {
		const taken = encoders[name]?.take(free, refs);
		if (taken?.bytes.buffer === free.buffer) free = free.subarray(taken.bytes.length);
		return taken;
	});
}
