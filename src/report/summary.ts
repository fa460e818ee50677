/** The summary of a back-test: what `summary.json` holds and `--json` prints. */

import type { NamesSummary } from '../evidence/names/evidence.ts';
import { openEncoder } from '../output/list-encoder.ts';
import type { HashKind } from '../range/kind.ts';
import type { RejectReason } from '../table/reject-reasons.ts';
import type { Count, PositiveCount, Seconds, Share, UtcTime } from '../text/units.ts';
import type { Verdict } from '../verdict/matrix.ts';
import {
	type CountedAccounts,
	countByThreshold,
	countByTier,
	type Tier,
} from '../verdict/tiers.ts';
import { VERSION } from '../version.ts';

/** What a back-test found: figures alone, nothing of a single account. */
export interface BacktestSummary {
	/** Which document this is. */
	readonly type: 'backtest';
	/** The name and version of this document; within a version, fields are only added. */
	readonly schema: 'credcheck.backtest/1';
	/** The version of credcheck that wrote it. */
	readonly version: string;
	/** When the run began. */
	readonly startedAt: UtcTime;
	/** How long the run took. */
	readonly seconds: Seconds;
	/** The report folder, as it was named. */
	readonly report: string;
	/** The table of accounts, and what else was read. */
	readonly input: {
		/** Data rows: checked + rejected. */
		readonly rows: Count;
		/** Accounts checked: rows with a usable hash, which is the sum of the four verdicts. */
		readonly checked: Count;
		/** Of those, accounts whose range the store holds. */
		readonly lookedUp: Count;
		/** Rows without a usable hash. */
		readonly rejected: Count;
		/** Rows without a usable hash, by reason; reasons that no row has are left out. */
		readonly rejectedByReason: Readonly<Partial<Record<RejectReason, Count>>>;
		/** Names of the columns in use. */
		readonly columns: {
			/** The column of hashes. */
			readonly hash: string;
			/** The column of account ids; null when there is none. */
			readonly id: string | null;
			/** The column of e-email addresses; null when there is none. */
			readonly email: string | null;
		};
		/** Distinct addresses in the breach list; null without `--breached-emails`. */
		readonly breachedEmails: Count | null;
	};
	/** Accounts whose hash is in the store, with a count of `minCount` or more. */
	readonly matched: Count;
	/** The match rate: matched / input.lookedUp; 0 when nothing could be looked up. */
	readonly matchRate: Share;
	/**
	 * Lowest and highest possible match rate of all accounts checked: as if all that could not be looked up
	 * were clean, and as if all of them matched.
	 */
	readonly matchRateBounds: readonly [low: Share, high: Share];
	/** How often the source must have seen a hash for it to match: `--min-count`. */
	readonly minCount: PositiveCount;
	/** Accounts checked, by verdict. */
	readonly verdicts: Readonly<Record<Verdict, Count>>;
	/** Matched accounts, by how often the source saw their hash. */
	readonly tiers: Readonly<Record<Tier, Count>>;
	/** The match rate at other values of `--min-count`: 1, 2, 5, 10, 20, 50, 100, 1000, 10000, 100000. */
	readonly thresholds: readonly {
		/** The value of `--min-count`. */
		readonly minCount: PositiveCount;
		/** What `matched` would be. */
		readonly matched: Count;
		/** What `matchRate` would be. */
		readonly matchRate: Share;
	}[];
	/** Accounts whose password is the empty one. */
	readonly emptyPasswords: Count;
	/** Distinct hashes among the accounts checked. */
	readonly distinctHashes: Count;
	/** Accounts whose hash at least one other account has too. */
	readonly sharedHashes: Count;
	/** The store that the accounts were checked against. */
	readonly store: {
		/** What kind of hashes the store holds. */
		readonly algorithm: HashKind['name'];
		/** Ranges held, of 1,048,576. */
		readonly ranges: Count;
		/** Hashes in the ranges held. */
		readonly hashes: Count;
		/** When the range checked longest ago was last checked against its source; null in an empty store. */
		readonly oldestCheck: UtcTime | null;
		/** When the range checked most recently was last checked against its source; null in an empty store. */
		readonly newestCheck: UtcTime | null;
		/** Share of the accounts checked whose range the store holds; 1 when none was checked. */
		readonly coverage: Share;
	};
	/** Candidates in the lists: those with the verdict, less those excluded and those beyond the limit. */
	readonly listed: {
		/** Accounts in `critical.csv`. */
		readonly CRITICAL: Count;
		/** Accounts in `nudge-candidates.csv`. */
		readonly HIGH: Count;
	};
	/** Candidates kept out of the lists by `--exclude`; null without it. */
	readonly excluded: Count | null;
	/** What `--limit` did; null without it. */
	readonly limit: {
		/** Candidates listed at most: the value of `--limit`. */
		readonly most: PositiveCount;
		/** Which candidates were listed first: those with the highest count, or those that came first. */
		readonly order: 'count' | 'input';
		/** Candidates left out of the lists. */
		readonly leftOut: Count;
	} | null;
	/** Hashes that several accounts have. */
	readonly sharedPasswords: {
		/** Hashes that at least two accounts have. */
		readonly groups: Count;
		/** Accounts that have the most common of these hashes; 0 where none is shared. */
		readonly largest: Count;
		/** Accounts listed for each of these hashes at most. */
		readonly mostListed: PositiveCount;
	};
	/** What `--names` found; null without it. */
	readonly names: NamesSummary | null;
	/** What changed since the report of `--previous`; null without it. */
	readonly since: SinceSummary | null;
	/** The groups of `--group-by`; null without it. */
	readonly cohorts: CohortsSummary | null;
	/** How the lists were written for spreadsheets. */
	readonly spreadsheet: {
		/** Whether cells were written as they are, by `--plain-csv`. */
		readonly plain: boolean;
		/** Cells of the lists that a spreadsheet would have taken for a formula, and that were written otherwise. */
		readonly cellsChanged: Count;
		/** Rows after which a list goes on in a new file: the value of `--split-rows`; null without it. */
		readonly splitRows: PositiveCount | null;
		/** Names of files with more rows than a sheet holds. */
		readonly tooLong: readonly string[];
	};
	/** Tells keys of `credential_ref` apart, and says nothing about them; null where no reference was made. */
	readonly credentialRefKey: string | null;
}

/** Candidates now, and accounts listed in an earlier report. */
export interface SinceSummary {
	/** The earlier report's folder, as it was named. */
	readonly report: string;
	/** When that run began. */
	readonly startedAt: UtcTime;
	/** Candidates that were no candidates then. */
	readonly new: Count;
	/** Candidates that were candidates then, with the same password. */
	readonly still: Count;
	/** Candidates that were candidates then, with another password. */
	readonly rotatedToBreached: Count;
	/** Accounts listed then that are in the table and no candidates now. */
	readonly resolved: Count;
	/** Accounts listed then that are not in the table any more. */
	readonly gone: Count;
	/**
	 * Accounts listed then of which this run cannot tell: their range is missing, they have no usable hash,
	 * or their password is the same and the options are others.
	 */
	readonly undetermined: Count;
}

/** Accounts checked, in groups by the values of some columns. */
export interface CohortsSummary {
	/** Names of the columns grouped by. */
	readonly columns: readonly string[];
	/** Groups of ten accounts or more, largest first. */
	readonly groups: readonly Cohort[];
	/** All smaller groups together; null where there is none. */
	readonly other:
		| (Omit<Cohort, 'values'> & { /** Groups in it. */ readonly groups: PositiveCount })
		| null;
}

/** One group of accounts. */
export interface Cohort {
	/** The group's value in each of the columns. */
	readonly values: readonly string[];
	/** Accounts checked. */
	readonly accounts: PositiveCount;
	/** Of those, accounts whose range the store lacks. */
	readonly unknown: Count;
	/** Accounts whose hash matches. */
	readonly matched: Count;
	/** The match rate: matched / (accounts - unknown); 0 when nothing could be looked up. */
	readonly matchRate: Share;
	/** Wilson's interval for the match rate at 95 %: its lower and upper end. */
	readonly interval: readonly [low: Share, high: Share];
}

export interface SummaryInput {
	readonly startedAt: number;
	readonly finishedAt: number;
	readonly report: string;
	readonly columns: BacktestSummary['input']['columns'];
	readonly breachedEmails: number | undefined;
	readonly rows: number;
	readonly checked: number;
	readonly rejectedByReason: ReadonlyMap<string, number>;
	/** Rows whose range the store does not hold. */
	readonly unknown: number;
	readonly candidates: {
		/** Those with either verdict, and those of them whose password is not in the store. */
		readonly CRITICAL: number;
		readonly HIGH: number;
		readonly unmatched: number;
		/** Of these, those whose range is missing. */
		readonly unmatchedUnknown: number;
	};
	readonly minCount: number;
	/** How many accounts whose hash is in the store at all have each count. */
	readonly counts: readonly CountedAccounts[];
	readonly emptyPasswords: number;
	readonly distinct: number;
	readonly shared: number;
	readonly algorithm: HashKind['name'];
	readonly ranges: number;
	readonly hashes: number;
	readonly oldestCheck: number | undefined;
	readonly newestCheck: number | undefined;
	readonly parts: SummaryParts;
}

/** What the summary holds as it is given. */
export type SummaryParts = Pick<
	BacktestSummary,
	| 'listed'
	| 'excluded'
	| 'limit'
	| 'sharedPasswords'
	| 'names'
	| 'since'
	| 'cohorts'
	| 'spreadsheet'
	| 'credentialRefKey'
>;

export function summarize(input: SummaryInput): BacktestSummary {
	const { rows, checked } = input;
	const { CRITICAL, HIGH, unmatched, unmatchedUnknown } = input.candidates;
	// One of them that is HIGH for its name is UNKNOWN no more, and has been looked up no more than before.
	const unknown = input.unknown - unmatchedUnknown;
	const lookedUp = checked - input.unknown;
	const matched = CRITICAL + HIGH - unmatched;
	const moment = (time: number | undefined) =>
		time === undefined ? null : new Date(time).toISOString();
	return {
		type: 'backtest',
		schema: 'credcheck.backtest/1',
		version: VERSION,
		startedAt: new Date(input.startedAt).toISOString(),
		seconds: (input.finishedAt - input.startedAt) / 1000,
		report: input.report,
		input: {
			rows,
			checked,
			lookedUp,
			rejected: rows - checked,
			rejectedByReason: Object.fromEntries([...input.rejectedByReason].toSorted(byName)),
			columns: input.columns,
			breachedEmails: input.breachedEmails ?? null,
		},
		matched,
		matchRate: share(matched, lookedUp),
		matchRateBounds: [share(matched, checked), share(matched + input.unknown, checked)],
		minCount: input.minCount,
		verdicts: { CRITICAL, HIGH, CLEAN: checked - unknown - CRITICAL - HIGH, UNKNOWN: unknown },
		tiers: countByTier(input.counts.filter(([count]) => count >= input.minCount)),
		thresholds: countByThreshold(input.counts).map((threshold) => ({
			...threshold,
			matchRate: share(threshold.matched, lookedUp),
		})),
		emptyPasswords: input.emptyPasswords,
		distinctHashes: input.distinct,
		sharedHashes: input.shared,
		store: {
			algorithm: input.algorithm,
			ranges: input.ranges,
			hashes: input.hashes,
			oldestCheck: moment(input.oldestCheck),
			newestCheck: moment(input.newestCheck),
			coverage: checked === 0 ? 1 : lookedUp / checked,
		},
		...input.parts,
	};
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}

/** `summary.csv`: one metric a row, named by its path in `summary.json`. */
export function summaryCsv(summary: BacktestSummary): Uint8Array {
	const rows = openEncoder({ plain: summary.spreadsheet.plain, splitRows: undefined });
	rows.begin(['metric', 'value']);
	const descend = (value: unknown, path: string) => {
		if (value === null || typeof value !== 'object') {
			rows.text(path);
			rows.text(value === null ? '' : String(value));
			rows.endRow();
			return;
		}
		for (const [key, inner] of Object.entries(value)) {
			descend(inner, path === '' ? key : `${path}.${key}`);
		}
	};
	// Cohorts have a file of their own.
	const { thresholds, matchRateBounds, cohorts: _, ...rest } = summary;
	descend(rest, '');
	descend({ low: matchRateBounds[0], high: matchRateBounds[1] }, 'matchRateBounds');
	for (const { minCount, matched } of thresholds) {
		descend(matched, `thresholds.${minCount}.matched`);
	}
	return rows.take().bytes;
}
