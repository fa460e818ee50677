/**
 * One block of rows, on a worker: what is known of each account, and what it asks for. Gives the block's
 * part of the lists, as bytes, and what there is to be counted.
 */

import { type CohortCount, CohortTally } from '../cohorts/cohort-tally.ts';
import { type EvidenceOptions, RowEvidence } from '../evidence/row-evidence.ts';
import { type CredentialRef, CredentialRefs } from '../history/credential-ref.ts';
import { ExclusionCheck, type SharedExclusions } from '../history/exclusion-check.ts';
import type { SharedPrevious } from '../history/previous.ts';
import { PreviousCheck } from '../history/previous-check.ts';
import { CsvBytes } from '../output/csv-writer.ts';
import type { ListRows } from '../output/list-file.ts';
import type { PoolTask } from '../pool-task.ts';
import { hashWords } from '../range/kind.ts';
import { BlockRows } from '../table/csv/block-rows.ts';
import type { HashColumn, RowDialect } from '../table/csv/row-scanner.ts';
import {
	type Candidacy,
	type EmailBreached,
	judge,
	type NameInPassword,
} from '../verdict/matrix.ts';
import { AccountId } from './account-id.ts';
import { type CandidateCounts, noCounts } from './candidate-counts.ts';
import { writeEvidence, writeRef } from './candidate-list.ts';
import { type CopiedColumns, writeId, writeKept, writeShared } from './copied-cells.ts';
import { type MatchedRowsSource, matchesOf, type RowMatches } from './row-matches.ts';

export interface ListInput {
	/** The block's rows, in shared memory, which the task may use for what it gives back. */
	readonly bytes: Uint8Array;
	/** What the join found of them. */
	readonly joined: MatchedRowsSource;
	/** Hashes seen less often are taken for not found. */
	readonly minCount: number;
	readonly dialect: RowDialect;
	readonly hash: HashColumn;
	/** Cells that each row has. */
	readonly size: number;
	/** The column of account ids. */
	readonly id: number | undefined;
	/** Columns copied into the lists. */
	readonly keep: readonly number[];
	readonly evidence: EvidenceOptions;
	/** The key of credential references; undefined where accounts have no id. */
	readonly refKey: Uint8Array | undefined;
	readonly previous: SharedPrevious | undefined;
	readonly exclusions: SharedExclusions | undefined;
	/** Columns to group by. */
	readonly groupBy: readonly number[] | undefined;
	/** Whether cells are written as they are. */
	readonly plain: boolean;
	/** Whether to say where each row ends. */
	readonly ends: boolean;
	/** Whether to remember every candidate, listed or not. */
	readonly all: boolean;
	/** Whether to give the candidates instead of writing them. */
	readonly survey: boolean;
}

export interface ListedBlock {
	readonly counts: CandidateCounts;
	readonly cohorts: readonly CohortCount[];
	/** Their texts may lie where the block's rows were. */
	readonly lists: Readonly<Record<List, ListRows>>;
	/** The candidates of a survey. */
	readonly surveyed: SurveyedRows;
}

export type List = Candidacy['verdict'] | 'all' | 'shared';

/** Candidates that might be listed, in input order. */
export interface SurveyedRows {
	/** Their numbers in the table. */
	readonly rows: Uint32Array;
	/** How often each one's hash was seen. */
	readonly counts: Float64Array;
	/** 1 for CRITICAL. */
	readonly critical: Uint8Array;
}

export const listBlockTask: PoolTask<ListInput, ListedBlock> = {
	name: 'listBlock',
	run: listBlock,
};

function listBlock(task: ListInput): ListedBlock {
	return new BlockListing(task).run();
}

function makeLists(plain: boolean): Record<List, CsvBytes> {
	return {
		CRITICAL: new CsvBytes(plain),
		HIGH: new CsvBytes(plain),
		all: new CsvBytes(plain),
		shared: new CsvBytes(plain),
	};
}

/** Used again for each block. */
const spaces = { plain: makeLists(true), marked: makeLists(false) };

class BlockListing {
	readonly #task: ListInput;
	readonly #rows: BlockRows;
	readonly #findings: RowMatches;
	readonly #evidence: RowEvidence;
	readonly #refs: CredentialRefs | undefined;
	readonly #previous: PreviousCheck | undefined;
	readonly #exclusions: ExclusionCheck | undefined;
	readonly #cohorts: CohortTally | undefined;
	readonly #lists: Record<List, CsvBytes>;
	readonly #counts = noCounts();
	readonly #surveyed: { row: number; count: number; critical: number }[] = [];
	readonly #copied: CopiedColumns;
	readonly #id: AccountId;
	/** The hash of the row that is looked at. */
	readonly #words: Uint32Array;

	constructor(task: ListInput) {
		const { hash, joined, minCount, refKey, previous, exclusions, groupBy } = task;
		this.#task = task;
		this.#rows = new BlockRows(task.bytes, task.dialect, hash);
		this.#findings = matchesOf(joined, hash.kind, minCount);
		this.#evidence = new RowEvidence(task.evidence);
		this.#refs = refKey === undefined ? undefined : new CredentialRefs(refKey);
		this.#previous = previous === undefined ? undefined : new PreviousCheck(previous);
		this.#exclusions = exclusions === undefined ? undefined : new ExclusionCheck(exclusions);
		// What was chosen was counted when it was surveyed.
		const isCounted = groupBy !== undefined && joined.kind === 'keys';
		this.#cohorts = isCounted ? new CohortTally(groupBy, hash.column) : undefined;
		this.#lists = task.plain ? spaces.plain : spaces.marked;
		this.#id = new AccountId(task.id);
		this.#copied = { id: task.id, hash: hash.column };
		this.#words = new Uint32Array(hashWords(hash.kind));
		for (const list of Object.values(this.#lists)) list.clear();
	}

	run(): ListedBlock {
		if (this.#looksAtAll()) this.#readAll();
		else this.#readWanted();
		return this.#result();
	}

	/** Whether there is something to be said of rows, too, of which the join found nothing. */
	#looksAtAll(): boolean {
		if (this.#task.joined.kind === 'chosen') return false;
		return (
			this.#cohorts !== undefined || this.#previous !== undefined || this.#evidence.asksForNames
		);
	}

	#readAll(): void {
		for (let row = 0; this.#rows.next(); row += 1) {
			if (this.#rows.fault !== undefined || this.#rows.size !== this.#task.size) continue;
			if (this.#readHash()) this.#account(row);
			else this.#noCandidate(false);
		}
	}

	#readWanted(): void {
		const { wanted, wantedRows } = this.#findings;
		const rows = this.#rows;
		let passed = 0;
		let left = wantedRows;
		for (let row = 0; left > 0; row += 1) {
			if (wanted[row] === 0) continue;
			left -= 1;
			rows.skip(row - passed);
			// It was readable before. If it is not now, somebody wrote to the table, which shows at its end.
			if (!rows.next() || rows.fault !== undefined || rows.size !== this.#task.size) return;
			passed = row + 1;
			if (!this.#readHash()) return;
			this.#account(row);
		}
	}

	#readHash(): boolean {
		return this.#rows.readHash(this.#task.hash, this.#words, 0);
	}

	/** The row that the reader stands at, its hash read. */
	#account(row: number): void {
		const count = this.#findings.counts[row] as number;
		const isUnknown = this.#findings.unknown[row] === 1;
		const matched = count > 0;
		this.#cohorts?.add(this.#rows, matched, isUnknown);
		if (this.#findings.groups[row] !== 0) this.#writeShared(row);
		const nameInPassword = this.#evidence.nameInPassword(this.#rows, this.#words);
		if (nameInPassword === 'yes') this.#counts.nameInPassword += 1;
		if (nameInPassword !== 'not_checked') this.#counts.nameChecked += 1;
		if (!matched && nameInPassword !== 'yes') {
			this.#noCandidate(!isUnknown);
			return;
		}
		const emailBreached = this.#evidence.emailBreached(this.#rows);
		const candidacy = judge({ matched, emailBreached, nameInPassword }) as Candidacy;
		this.#countCandidate(candidacy, matched, isUnknown);
		this.#candidate(candidacy, { row, count, emailBreached, nameInPassword });
	}

	#countCandidate({ verdict }: Candidacy, matched: boolean, isUnknown: boolean): void {
		const counts = this.#counts;
		counts[verdict] += 1;
		if (matched) counts.matched += 1;
		else counts.nameAlone += 1;
		if (isUnknown) counts.nameAloneUnknown += 1;
	}

	#candidate(
		candidacy: Candidacy,
		{ row, count, emailBreached, nameInPassword }: FoundAccount,
	): void {
		this.#id.read(this.#rows);
		const credentialRef = this.#ref();
		const sinceLast = this.#previous?.candidate(this.#id.text, credentialRef);
		if (sinceLast !== undefined) this.#counts[sinceLast] += 1;
		const number = this.#task.joined.block.firstRow + row;
		if (this.#task.all && this.#task.joined.kind === 'keys') {
			this.#remember(number, credentialRef);
		}
		if (this.#exclusions?.excludes(this.#id.text, credentialRef)) {
			this.#counts.excluded += 1;
			return;
		}
		if (this.#task.survey) {
			const critical = candidacy.verdict === 'CRITICAL' ? 1 : 0;
			this.#surveyed.push({ row: number, count, critical });
			return;
		}
		const list = this.#lists[candidacy.verdict];
		writeId(list, this.#rows, this.#copied);
		writeEvidence(list, candidacy, {
			count,
			emailBreached,
			row: number,
			credentialRef,
			sinceLast,
			nameInPassword: this.#evidence.asksForNames ? nameInPassword : undefined,
		});
		writeKept(list, this.#rows, this.#task.keep, this.#copied.hash);
		list.endRow();
	}

	/** A candidate that lists may lack. */
	#remember(row: number, credentialRef: CredentialRef | undefined): void {
		const list = this.#lists.all;
		writeId(list, this.#rows, this.#copied);
		list.number(row);
		writeRef(list, credentialRef);
		list.endRow();
	}

	/** An account of those that share a hash. */
	#writeShared(row: number): void {
		const { counts, unknown, groups, groupSizes } = this.#findings;
		const told = counts[row] === 0 ? 'no' : 'yes';
		writeShared(this.#lists.shared, this.#rows, this.#copied, {
			group: groups[row] as number,
			size: groupSizes[row] as number,
			breached: unknown[row] === 1 ? 'unknown' : told,
			row: this.#task.joined.block.firstRow + row,
		});
	}

	/** The account's reference, its id having been read; undefined where there are no ids. */
	#ref(): CredentialRef | undefined {
		const { bytes, from, to } = this.#id;
		return this.#refs?.of(this.#words, bytes, from, to);
	}

	/** Holds an account that asks for nothing against an earlier report. */
	#noCandidate(isTold: boolean): void {
		if (this.#previous === undefined) return;
		this.#id.read(this.#rows);
		this.#previous.noCandidate(this.#id.text, isTold, () => this.#ref());
	}

	#result(): ListedBlock {
		// Nobody reads the block's rows any more. Most often all parts fit in their place, and nothing is
		// left behind that had to be collected.
		let free = this.#task.bytes;
		const rowsOf = (list: CsvBytes): ListRows => {
			const text = list.copy(free);
			if (text.buffer === free.buffer) free = free.subarray(text.length);
			const ends = this.#task.ends ? list.ends() : undefined;
			return { rows: list.rows, text, ends, changed: list.changed };
		};
		const { CRITICAL, HIGH, all, shared } = this.#lists;
		return {
			counts: this.#counts,
			cohorts: this.#cohorts?.counts() ?? [],
			lists: {
				CRITICAL: rowsOf(CRITICAL),
				HIGH: rowsOf(HIGH),
				all: rowsOf(all),
				shared: rowsOf(shared),
			},
			surveyed: {
				rows: Uint32Array.from(this.#surveyed, ({ row }) => row),
				counts: Float64Array.from(this.#surveyed, ({ count }) => count),
				critical: Uint8Array.from(this.#surveyed, ({ critical }) => critical),
			},
		};
	}
}

/** What is known of a candidate. */
interface FoundAccount {
	/** The first of the block being 0. */
	readonly row: number;
	readonly count: number;
	readonly emailBreached: EmailBreached;
	readonly nameInPassword: NameInPassword;
}
