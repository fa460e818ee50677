/** The summary of a back-test: the content of `summary.json` and of `--json`. */

import type { Hashing } from '../doubts/hashings.ts';
import type { NamesSummary } from '../evidence/names/evidence.ts';
import { CsvEncoder } from '../output/csv-encoder.ts';
import type { ManifestEntry } from '../output/folder/manifest.ts';
import type { HashKind } from '../range/kind.ts';
import type { IdFault } from '../table/columns/id-cell.ts';
import type { LeftOutReason } from '../table/left-out.ts';
import type { RejectReason } from '../table/reject-reasons.ts';
import type { Count, PositiveCount, Seconds, Share, UtcTime } from '../text/units.ts';
import type { Verdict } from '../verdict/matrix.ts';
import type { Tier } from '../verdict/tiers.ts';
import type { Warning } from '../warning.ts';
import type { DomainSummary, PrivilegeSummary } from './domain-summary.ts';

/** The result of a back-test: totals only, nothing about single accounts. */
export interface BacktestSummary {
	/** Which document this is. */
	readonly type: 'backtest';
	/** The name and version of this document; within a version, fields are only added. */
	readonly schema: 'credcheck.backtest/1';
	/** The version of credcheck that wrote it. */
	readonly version: string;
	/** When the run started. */
	readonly startedAt: UtcTime;
	/** How long the run took. */
	readonly seconds: Seconds;
	/** The report folder, as it was given. */
	readonly report: string;
	/** The table of accounts and the other inputs. */
	readonly input: {
		/** Data rows: checked + rejected. Rows that are left out do not count. */
		readonly rows: Count;
		/** Accounts checked: rows with a usable hash. The four verdicts add up to this number. */
		readonly checked: Count;
		/** Of the accounts checked, those whose range is in the store. */
		readonly lookedUp: Count;
		/** Accounts checked whose email address or name could not be read, so that it was not compared. */
		readonly evidenceUnreadable: Count;
		/** Rows without a usable hash. */
		readonly rejected: Count;
		/** Rejected rows, as a share of all; 0 if there are none. */
		readonly rejectedShare: Share;
		/** The largest share that may be rejected: `--max-rejected`. If it is larger, the figures are those of a remnant. */
		readonly maxRejected: Share;
		/** Rows without a usable hash, by reason; reasons without rows are left out. */
		readonly rejectedByReason: Readonly<Partial<Record<RejectReason, Count>>>;
		/**
		 * Accounts whose hash is that of a common password, but made in another way than in the store, by way: none, unless
		 * suspiciously few accounts match.
		 */
		readonly hashedOtherwise: Readonly<Partial<Record<Hashing, Count>>>;
		/** Rows left out: they were neither checked nor rejected, and are in no list. */
		readonly leftOut: Count;
		/** Rows left out, by reason; reasons without rows are not there. */
		readonly leftOutByReason: Readonly<Partial<Record<LeftOutReason, Count>>>;
		/** What is wrong with the ids of the accounts checked; null if the table has no ids. */
		readonly ids: IdsSummary | null;
		/** Names of the columns used. */
		readonly columns: {
			/** The column of hashes. */
			readonly hash: string;
			/** The column of account ids; null if there is none. */
			readonly id: string | null;
			/** The column of email addresses; null if there is none. */
			readonly email: string | null;
			/** The column of `--changed-column`; null without it. */
			readonly changed: string | null;
		};
		/** Distinct addresses in the breach list; null without `--breached-emails`. */
		readonly breachedEmails: Count | null;
	};
	/** What to know before the figures below are read; those that put the match rate in doubt come first. */
	readonly warnings: readonly Warning[];
	/** Accounts whose hash is in the store, with a count of `minCount` or more. */
	readonly matched: Count;
	/** The match rate: matched / input.lookedUp; 0 if no account could be looked up. */
	readonly matchRate: Share;
	/**
	 * Lowest and highest possible match rate of all accounts checked: the rate if none of the accounts that could
	 * not be looked up matched, and the rate if all of them did.
	 */
	readonly matchRateBounds: readonly [low: Share, high: Share];
	/** How often the source must have seen a hash for it to match: `--min-count`. */
	readonly minCount: PositiveCount;
	/** The match rate that was expected at least: `--expected-rate`. A warning asks why if it is lower, hardly by chance. */
	readonly expectedRate: Share;
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
	/** What the lists tell of counts. */
	readonly breachCounts: {
		/** Whether `breach_count` is the exact count: `--exact-counts`. Else it is rounded down. */
		readonly exact: boolean;
		/** If it is rounded, the fewest hashes of the store that have the same `breach_count`, unless the store has fewer. */
		readonly minHashes: PositiveCount;
		/** Tiers of matched accounts in which the store has fewer hashes: the tier beside a count tells more than the count. */
		readonly sparseTiers: readonly Tier[];
	};
	/** Accounts whose password is the empty one. */
	readonly emptyPasswords: Count;
	/** Distinct hashes among the accounts checked. */
	readonly distinctHashes: Count;
	/** Accounts that share their hash with at least one other account. */
	readonly sharedHashes: Count;
	/** The store that the accounts were checked against. */
	readonly store: {
		/** The kind of hashes in the store. */
		readonly algorithm: HashKind['name'];
		/** Ranges in the store, of 1,048,576. */
		readonly ranges: Count;
		/** Hashes in these ranges. */
		readonly hashes: Count;
		/** When the range checked longest ago was last compared with its source; null if the store is empty. */
		readonly oldestCheck: UtcTime | null;
		/** When a range was most recently compared with its source; null if the store is empty. */
		readonly newestCheck: UtcTime | null;
		/** Share of the accounts checked whose range is in the store; 1 if no account was checked. */
		readonly coverage: Share;
	};
	/** Candidates in the lists, by verdict: all except those left out by `--exclude` or `--limit`. */
	readonly listed: {
		/** Accounts in `critical.csv`. */
		readonly CRITICAL: Count;
		/** Accounts in `nudge-candidates.csv`. */
		readonly HIGH: Count;
	};
	/** Candidates kept out of the lists by `--exclude`; null without it. */
	readonly excluded: Count | null;
	/** The account ids of `--exclude`; null if it named none by id. */
	readonly exclusionIds: ExclusionIdsSummary | null;
	/** The effect of `--limit`; null without it. */
	readonly limit: {
		/** The most candidates that are listed: the value of `--limit`. */
		readonly most: PositiveCount;
		/** Which candidates are listed: those with the highest counts, or the first in the table. */
		readonly order: 'count' | 'input';
		/** Candidates left out of the lists by `--limit`. */
		readonly leftOut: Count;
	} | null;
	/** Hashes that several accounts share. */
	readonly sharedPasswords: {
		/** Hashes that at least two accounts share. */
		readonly groups: Count;
		/** Accounts that share the most common of these hashes; 0 if no hash is shared. */
		readonly largest: Count;
		/** The most accounts that are listed for each of these hashes. */
		readonly mostListed: PositiveCount;
	};
	/** The accounts of `--privileged`; null without it. */
	readonly privilege: PrivilegeSummary | null;
	/** What was found about accounts of a Windows domain; null if the table is of others. */
	readonly domain: DomainSummary | null;
	/** What `--names` found; null without it. */
	readonly names: NamesSummary | null;
	/** What has changed since the report of `--previous`; null without it. */
	readonly since: SinceSummary | null;
	/** The cohorts of `--group-by`; null without it. */
	readonly cohorts: CohortsSummary | null;
	/** How the lists were written for spreadsheets. */
	readonly spreadsheet: {
		/** Whether cells were written unchanged: `--plain-csv`. */
		readonly plain: boolean;
		/** Cells of the lists that were escaped because a spreadsheet would have run them as formulas. */
		readonly cellsChanged: Count;
		/** Rows after which a list continues in a new file: the value of `--split-rows`; null without it. */
		readonly splitRows: PositiveCount | null;
		/** Names of files with more rows than fit in a sheet. */
		readonly tooLong: readonly string[];
	};
	/** Identifies the key of `credential_ref` without revealing it; null if no references were made. */
	readonly credentialRefKey: string | null;
	/** How references were made, such as `aes-cmac`: only those of one scheme can be compared. Null if none were made. */
	readonly credentialRefScheme: string | null;
	/** The other files of the report. A file of the folder that is not among these is not part of it. */
	readonly files: readonly ManifestEntry[];
}

/** What is wrong with the ids of the accounts checked. */
export interface IdsSummary {
	/** Accounts whose id cannot be used: they have no `credential_ref`, and are not found in earlier reports. */
	readonly unusable: Count;
	/** These accounts, by why; reasons without accounts are left out. */
	readonly unusableByReason: Readonly<Partial<Record<IdFault, Count>>>;
	/** Ids that are in several rows. */
	readonly repeated: Count;
	/** The rows of these ids. */
	readonly rowsOfRepeated: Count;
	/** Of these, rows whose id and hash are those of an earlier row: they do not share their hash with it. */
	readonly sameAgain: Count;
	/** Ids that are numbers of 16 digits or more with zeros after the 15th, as spreadsheets round them. */
	readonly lostDigits: Count;
}

/** The account ids of `--exclude`. */
export interface ExclusionIdsSummary {
	/** Distinct ids. */
	readonly given: Count;
	/** Of these, ids that no readable row of the table has. */
	readonly missing: Count;
	/** Of the missing ones, ids that the table has with more or fewer leading zeros. */
	readonly butForZeros: Count;
	/** Of the others, ids that the table has in upper or lower case. */
	readonly butForCase: Count;
	/** Of the others, numbers that the table has with or without a final `.0`. */
	readonly butForDecimals: Count;
	/** Entries that cannot be an id, such as `NULL`. */
	readonly unusable: Count;
}

/** The candidates of this run compared with those of an earlier report. */
export interface SinceSummary {
	/** The folder of the earlier report, as it was given. */
	readonly report: string;
	/** When the earlier run started. */
	readonly startedAt: UtcTime;
	/** Candidates that were not candidates then. */
	readonly new: Count;
	/** Candidates that were candidates then, with the same password. */
	readonly still: Count;
	/** Candidates that were candidates then, with another password. */
	readonly rotatedToBreached: Count;
	/** Accounts listed then that are in the table, but not candidates now. */
	readonly resolved: Count;
	/** Accounts listed then that are no longer in the table. */
	readonly gone: Count;
	/**
	 * Accounts listed then that cannot be compared: their range is missing, their hash is not usable, or their
	 * password is the same but the options differ.
	 */
	readonly undetermined: Count;
}

/** Accounts checked, by cohort. */
export interface CohortsSummary {
	/** Names of the columns that define the cohorts. */
	readonly columns: readonly string[];
	/** Cohorts of ten accounts or more, largest first. */
	readonly groups: readonly Cohort[];
	/** All smaller cohorts together; null if there are none. */
	readonly other:
		| (Omit<Cohort, 'values'> & {
				/** How many cohorts these are. */ readonly groups: PositiveCount;
		  })
		| null;
}

/** Accounts with the same values in the columns of `--group-by`. */
export interface Cohort {
	/** The cohort's value in each of the columns. */
	readonly values: readonly string[];
	/** Accounts checked. */
	readonly accounts: PositiveCount;
	/** Of these, accounts whose range the store lacks. */
	readonly unknown: Count;
	/** Accounts whose hash matches. */
	readonly matched: Count;
	/** The match rate: matched / (accounts - unknown); 0 if no account could be looked up. */
	readonly matchRate: Share;
	/** The 95 % Wilson interval of the match rate: its lower and upper end. */
	readonly interval: readonly [low: Share, high: Share];
}

/** `summary.csv`: one metric per row, named by its path in `summary.json`. */
export function summaryCsv(summary: BacktestSummary): Uint8Array {
	const rows = new CsvEncoder(['metric', 'value'], summary.spreadsheet.plain, false);
	rows.begin();
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
	// Cohorts have their own file, and this is one of the files.
	const { thresholds, matchRateBounds, cohorts: _cohorts, files: _files, ...rest } = summary;
	descend(rest, '');
	descend({ low: matchRateBounds[0], high: matchRateBounds[1] }, 'matchRateBounds');
	for (const { minCount, matched } of thresholds) {
		descend(matched, `thresholds.${minCount}.matched`);
	}
	return rows.take().bytes;
}
