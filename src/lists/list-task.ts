/**
 * One block of rows, on a worker: what is known of each account, and what is done with it. Gives the
 * block's part of the lists, as bytes, and what there is to be counted.
 */

import type { CohortCount } from '../cohorts/cohort-tally.ts';
import type { RowTest } from '../evidence/evidence.ts';
import { openTests, type SharedEvidence, type Tests } from '../evidence/kinds.ts';
import type { SharedExclusions } from '../history/exclusion-check.ts';
import type { SharedPrevious } from '../history/previous.ts';
import {
	type EncodedRows,
	type ListEncoder,
	type ListStyle,
	openEncoder,
} from '../output/list-encoder.ts';
import type { PoolTask } from '../pool-task.ts';
import { hashWords } from '../range/kind.ts';
import { BlockRows } from '../table/csv/block-rows.ts';
import type { HashColumn, RowDialect } from '../table/csv/row-scanner.ts';
import { type Candidacy, decidesAlone, FACTS, type Fact, judge } from '../verdict/matrix.ts';
import { type CandidateCounts, noCounts } from './candidate-counts.ts';
import { type ListColumns, type PerList, perList } from './report-lists.ts';
import { RowFacts } from './row-facts.ts';
import { type MatchedRowsSource, matchesOf, type RowMatches } from './row-matches.ts';
import {
	CohortObserver,
	CountObserver,
	ExclusionObserver,
	ListObserver,
	PreviousObserver,
	type RowObserver,
	type SurveyedRows,
	SurveyObserver,
} from './row-observers.ts';

export interface ListInput {
	/** The block's rows, in shared memory, which the task may use for what it gives back. */
	readonly bytes: Uint8Array;
	/** What the join found of them. */
	readonly matches: MatchedRowsSource;
	/** Hashes seen less often are taken for not found. */
	readonly minCount: number;
	readonly dialect: RowDialect;
	readonly hash: HashColumn;
	/** Cells that each row has. */
	readonly size: number;
	readonly columns: ListColumns;
	readonly evidence: SharedEvidence;
	/** The key of credential references; undefined where accounts have no id. */
	readonly refKey: Uint8Array | undefined;
	readonly previous: SharedPrevious | undefined;
	readonly exclusions: SharedExclusions | undefined;
	/** Columns to group by. */
	readonly groupBy: readonly number[] | undefined;
	readonly style: ListStyle;
	/** Whether to give the candidates instead of writing them. */
	readonly survey: boolean;
}

export interface ListedBlock {
	readonly counts: CandidateCounts;
	readonly cohorts: readonly CohortCount[];
	/** Their bytes may be in the memory of the block's rows. */
	readonly lists: PerList<EncodedRows>;
	/** The candidates of a survey. */
	readonly surveyed: SurveyedRows;
}

export const listBlockTask: PoolTask<ListInput, ListedBlock> = {
	name: 'listBlock',
	run: listBlock,
};

function listBlock(input: ListInput): ListedBlock {
	const { bytes, dialect, hash, columns, refKey, matches } = input;
	const cells = new BlockRows(bytes, dialect, hash);
	const row = new RowFacts(cells, hashWords(hash.kind), columns.copied.id, refKey);
	const tests = openTests(input.evidence);
	const parts = openParts(input, tests);
	const found = matchesOf(matches, hash.kind, input.minCount);
	const walk = new BlockWalk(input, row, found, tests, parts.observers);
	if (parts.seesAllRows) walk.all();
	else walk.wanted();
	return {
		counts: parts.counts,
		cohorts: parts.cohorts?.tally.counts() ?? [],
		lists: takeRows(parts.lists, bytes),
		surveyed: parts.survey.result(),
	};
}

interface Parts {
	readonly observers: readonly RowObserver[];
	/** Whether rows for which the join found nothing have to be read as well. */
	readonly seesAllRows: boolean;
	readonly counts: CandidateCounts;
	readonly cohorts: CohortObserver | undefined;
	readonly survey: SurveyObserver;
	readonly lists: PerList<ListEncoder>;
}

/** The observers of each row, in order: the earlier report and the exclusions come before the lists. */
function openParts(input: ListInput, tests: Tests): Parts {
	const { matches, hash, columns, previous, exclusions, groupBy } = input;
	// Chosen rows were counted when the candidates were surveyed.
	const isFirst = matches.kind === 'keys';
	const counts = noCounts();
	const survey = new SurveyObserver();
	const lists = encodersFor(input.style);
	const testedForAll = FACTS.filter((fact) => tests[fact] !== undefined && decidesAlone(fact));
	const cohorts =
		isFirst && groupBy !== undefined ? new CohortObserver(groupBy, hash.column) : undefined;
	const observers: RowObserver[] = [new CountObserver(counts, testedForAll)];
	if (cohorts !== undefined) observers.push(cohorts);
	if (previous !== undefined) observers.push(new PreviousObserver(previous, counts));
	if (exclusions !== undefined) observers.push(new ExclusionObserver(exclusions, counts));
	if (input.survey) observers.push(survey);
	perList((name, { schema, includes, isLimited, isWritten }) => {
		const isNow = isLimited ? !input.survey : isFirst;
		if (!isNow || isWritten?.(columns) === false) return;
		observers.push(new ListObserver(schema(columns), lists[name], includes));
	});
	const seesAllRows = isFirst && observers.some(({ needsAllRows }) => needsAllRows);
	return { observers, seesAllRows, counts, cohorts, survey, lists };
}

class BlockWalk {
	readonly #input: ListInput;
	readonly #row: RowFacts;
	readonly #found: RowMatches;
	/** The facts asked for: those asked of every row, and those asked of candidates alone. */
	readonly #ofAll: readonly (readonly [Fact, RowTest])[];
	readonly #ofCandidates: readonly (readonly [Fact, RowTest])[];
	readonly #observers: readonly RowObserver[];

	constructor(
		input: ListInput,
		row: RowFacts,
		found: RowMatches,
		tests: Tests,
		observers: readonly RowObserver[],
	) {
		this.#input = input;
		this.#row = row;
		this.#found = found;
		const asked = FACTS.flatMap((fact) => {
			const test = tests[fact];
			return test === undefined ? [] : [[fact, test] as const];
		});
		this.#ofAll = asked.filter(([fact]) => decidesAlone(fact));
		this.#ofCandidates = asked.filter(([fact]) => !decidesAlone(fact));
		this.#observers = observers;
	}

	/** Every row that has all its cells. */
	all(): void {
		const { cells } = this.#row;
		for (let index = 0; cells.next(); index += 1) {
			if (cells.fault === undefined && cells.size === this.#input.size) this.#look(index);
		}
	}

	/** The rows of which the join found something; the others are not even taken apart. */
	wanted(): void {
		const { wanted, wantedRows } = this.#found;
		const { cells } = this.#row;
		let passed = 0;
		let left = wantedRows;
		for (let index = 0; left > 0; index += 1) {
			if (wanted[index] === 0) continue;
			left -= 1;
			cells.skip(index - passed);
			// It was readable before. If it is not now, somebody wrote to the table, which shows at its end.
			if (!cells.next() || cells.fault !== undefined || cells.size !== this.#input.size) return;
			passed = index + 1;
			this.#look(index);
		}
	}

	/** The row that the reader stands at, the first of the block being 0. */
	#look(index: number): void {
		const row = this.#row;
		const { cells, hash } = row;
		row.row = this.#input.matches.block.firstRow + index;
		row.hasHash = cells.readHash(this.#input.hash, hash, 0);
		row.count = row.hasHash ? (this.#found.counts[index] as number) : 0;
		row.isUnknown = row.hasHash && this.#found.unknown[index] === 1;
		row.group = this.#found.groups[index] as number;
		row.groupSize = this.#found.groupSizes[index] as number;
		row.sinceLast = undefined;
		row.isExcluded = false;
		row.candidacy = row.hasHash ? this.#judge() : undefined;
		for (let at = 0; at < this.#observers.length; at += 1) {
			(this.#observers[at] as RowObserver).see(row);
		}
	}

	/** Gathers the facts that the verdict depends on: others are asked of candidates alone. */
	#judge(): Candidacy | undefined {
		const { cells, hash, facts, count } = this.#row;
		const matched = count > 0;
		let isCandidate = matched;
		for (const [fact, test] of this.#ofAll) {
			facts[fact] = test.answer(cells, hash);
			if (facts[fact] === 'yes') isCandidate = true;
		}
		if (!isCandidate) return undefined;
		for (const [fact, test] of this.#ofCandidates) facts[fact] = test.answer(cells, hash);
		return judge(matched, facts);
	}
}

let encoders: { readonly style: ListStyle; readonly lists: PerList<ListEncoder> } | undefined;

/** Reused for each block to avoid GC pressure. */
function encodersFor(style: ListStyle): PerList<ListEncoder> {
	const { plain, splitRows } = style;
	if (encoders?.style.plain !== plain || encoders.style.splitRows !== splitRows) {
		encoders = { style, lists: perList(() => openEncoder(style)) };
	}
	// A block that failed may have left rows.
	for (const encoder of Object.values(encoders.lists)) encoder.clear();
	return encoders.lists;
}

/** Most often all rows fit into the memory of the block, which is no longer needed. */
function takeRows(lists: PerList<ListEncoder>, block: Uint8Array): PerList<EncodedRows> {
	let free = block;
	return perList((name) => {
		const taken = lists[name].take(free);
		if (taken.bytes.buffer === free.buffer) free = free.subarray(taken.bytes.length);
		return taken;
	});
}
