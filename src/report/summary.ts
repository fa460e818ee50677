/** The summary of a back-test: what `summary.json` holds and `--json` prints. */

import { csvRow } from '../output/csv-writer.ts';
import type { Verdict } from '../verdict/matrix.ts';
import {
	type CountedAccounts,
	countByThreshold,
	countByTier,
	type Tier,
} from '../verdict/tiers.ts';
import { VERSION } from '../version.ts';

export interface BacktestSummary {
	readonly schema: 'credcheck.backtest/1';
	readonly version: string;
	/** UTC, ISO 8601. */
	readonly startedAt: string;
	readonly seconds: number;
	/** The report folder, as it was named. */
	readonly report: string;
	readonly input: {
		/** Data rows; checked + rejected. */
		readonly rows: number;
		readonly checked: number;
		/** Rows checked whose range the store holds: all but those of which nobody can tell. */
		readonly lookedUp: number;
		readonly rejected: number;
		readonly rejectedByReason: Readonly<Record<string, number>>;
		/** Names of the columns in use. */
		readonly columns: {
			readonly hash: string;
			readonly id: string | null;
			readonly email: string | null;
		};
		/** Distinct addresses known from breaches; null when none were given. */
		readonly breachedEmails: number | null;
	};
	readonly matched: number;
	/** matched / lookedUp, 0 to 1; 0 when nothing could be looked up. */
	readonly matchRate: number;
	/** The rate if all that could not be looked up were clean, and if all of it were matched. */
	readonly matchRateBounds: readonly [number, number];
	readonly minCount: number;
	readonly verdicts: Readonly<Record<Verdict, number>>;
	/** Matched accounts by how often their password was seen. */
	readonly tiers: Readonly<Record<Tier, number>>;
	/** What `matched` would be at other values of `--min-count`. */
	readonly thresholds: readonly {
		readonly minCount: number;
		readonly matched: number;
		readonly matchRate: number;
	}[];
	readonly emptyPasswords: number;
	readonly distinctHashes: number;
	readonly sharedHashes: number;
	readonly store: {
		readonly algorithm: string;
		readonly ranges: number;
		readonly hashes: number;
		/** UTC, ISO 8601; null in an empty store. */
		readonly oldestCheck: string | null;
		readonly newestCheck: string | null;
		/** Share of the checked accounts whose range the store holds, 0 to 1. */
		readonly coverage: number;
	};
	/** Candidates in the lists: those of the verdict, less the excluded and those beyond the limit. */
	readonly listed: Readonly<Record<'CRITICAL' | 'HIGH', number>>;
	/** Candidates kept out of the lists by `--exclude`; null without it. */
	readonly excluded: number | null;
	/** What `--limit` asked for, and how many candidates it left out; null without it. */
	readonly limit: {
		readonly most: number;
		readonly order: 'count' | 'input';
		readonly leftOut: number;
	} | null;
	readonly sharedPasswords: {
		/** Hashes that several accounts have. */
		readonly groups: number;
		/** Accounts of the largest of them; 0 where none is shared. */
		readonly largest: number;
		/** Accounts listed of each at most. */
		readonly mostListed: number;
	};
	/** What `--names` found; null without it. */
	readonly names: NamesSummary | null;
	/** What changed since the report of `--previous`; null without it. */
	readonly since: SinceSummary | null;
	/** The groups of `--group-by`, largest first; null without it. */
	readonly cohorts: CohortsSummary | null;
	readonly spreadsheet: {
		/** Whether cells were written as they are, by `--plain-csv`. */
		readonly plain: boolean;
		/** Cells of the lists that a spreadsheet would have taken for a formula. */
		readonly cellsChanged: number;
		/** What `--split-rows` asked for. */
		readonly splitRows: number | null;
		/** Lists with more rows than a sheet holds, in one file. */
		readonly tooLong: readonly string[];
	};
	/** Tells keys of `credential_ref` apart, and says nothing of them; null where no reference was made. */
	readonly credentialRefKey: string | null;
}

export interface NamesSummary {
	/** Names of the columns that names were taken from. */
	readonly columns: readonly string[];
	/** Accounts that have a name to try. */
	readonly checked: number;
	/** Accounts whose password is made of their name. */
	readonly inPassword: number;
	/** Those of them whose password is in no breach that is known: HIGH for their name alone. */
	readonly nameOnly: number;
	/** Distinct parts of names, and how many passwords were tried of each at most. */
	readonly parts: number;
	readonly triedPerPart: number;
	/** Joined names, such as first and last, of each account, and how many passwords of each at most. */
	readonly joined: number;
	readonly triedPerJoined: number;
	/** Passwords tried in all. */
	readonly tried: number;
}

export interface SinceSummary {
	/** The earlier report's folder, as it was named. */
	readonly report: string;
	/** When that run began: UTC, ISO 8601. */
	readonly startedAt: string;
	/** Candidates now, by what they were then. */
	readonly new: number;
	readonly still: number;
	readonly rotatedToBreached: number;
	/** Accounts listed then: in the table and no candidate now, and not in the table any more. */
	readonly resolved: number;
	readonly gone: number;
	/**
	 * Accounts listed then of which this run cannot tell: range not held, no hash, or the same password,
	 * for which something else was asked then.
	 */
	readonly undetermined: number;
}

export interface CohortsSummary {
	/** Names of the columns grouped by. */
	readonly columns: readonly string[];
	readonly groups: readonly Cohort[];
	/** All groups of fewer than ten accounts together; null where there is none. */
	readonly other: (Omit<Cohort, 'values'> & { readonly groups: number }) | null;
}

export interface Cohort {
	/** One for each column. */
	readonly values: readonly string[];
	/** Accounts checked. */
	readonly accounts: number;
	/** Those of them whose range the store does not hold. */
	readonly unknown: number;
	readonly matched: number;
	/** matched / (accounts - unknown). */
	readonly matchRate: number;
	/** Wilson's interval for it at 95 %. */
	readonly interval: readonly [low: number, high: number];
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
	readonly algorithm: string;
	readonly ranges: number;
	readonly hashes: number;
	readonly oldestCheck: number | undefined;
	readonly newestCheck: number | undefined;
	readonly listed: BacktestSummary['listed'];
	readonly excluded: BacktestSummary['excluded'];
	readonly limit: BacktestSummary['limit'];
	readonly sharedPasswords: BacktestSummary['sharedPasswords'];
	readonly names: BacktestSummary['names'];
	readonly since: BacktestSummary['since'];
	readonly cohorts: BacktestSummary['cohorts'];
	readonly spreadsheet: BacktestSummary['spreadsheet'];
	readonly credentialRefKey: BacktestSummary['credentialRefKey'];
}

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
		listed: input.listed,
		excluded: input.excluded,
		limit: input.limit,
		sharedPasswords: input.sharedPasswords,
		names: input.names,
		since: input.since,
		cohorts: input.cohorts,
		spreadsheet: input.spreadsheet,
		credentialRefKey: input.credentialRefKey,
	};
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}

/** `summary.csv`: one metric a row, named by its path in `summary.json`. */
export function summaryCsv(summary: BacktestSummary): string {
	const { plain } = summary.spreadsheet;
	const rows: string[] = [csvRow(['metric', 'value'], plain)];
	const descend = (value: unknown, path: string) => {
		if (value === null || typeof value !== 'object') {
			rows.push(csvRow([path, value === null ? '' : String(value)], plain));
			return;
		}
		for (const [key, inner] of Object.entries(value)) {
			descend(inner, path === '' ? key : `${path}.${key}`);
		}
	};
	// Groups have a file of their own.
	const { thresholds, matchRateBounds, cohorts: _, ...rest } = summary;
	descend(rest, '');
	descend({ low: matchRateBounds[0], high: matchRateBounds[1] }, 'matchRateBounds');
	for (const { minCount, matched } of thresholds)
		descend(matched, `thresholds.${minCount}.matched`);
	return rows.join('');
}
