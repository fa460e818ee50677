/** The summary of a back-test: what `summary.json` holds and `--json` prints. */

import type { Verdict } from '../verdict/matrix.ts';
import {
	type CountedAccounts,
	countByThreshold,
	countByTier,
	type Tier,
} from '../verdict/prevalence.ts';
import { VERSION } from '../version.ts';
import { csvRow } from './csv.ts';

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
	/** matched / (checked - UNKNOWN), 0 to 1; 0 when nothing could be checked. */
	readonly matchRate: number;
	/** The rate if every UNKNOWN were clean, and if every one were matched. */
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
	readonly unknown: number;
	readonly critical: number;
	readonly high: number;
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
}

export function summarize(input: SummaryInput): BacktestSummary {
	const { rows, checked, unknown, critical, high } = input;
	const known = checked - unknown;
	const matched = critical + high;
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
			rejected: rows - checked,
			rejectedByReason: Object.fromEntries([...input.rejectedByReason].toSorted(byName)),
			columns: input.columns,
			breachedEmails: input.breachedEmails ?? null,
		},
		matched,
		matchRate: share(matched, known),
		matchRateBounds: [share(matched, checked), share(matched + unknown, checked)],
		minCount: input.minCount,
		verdicts: { CRITICAL: critical, HIGH: high, CLEAN: known - matched, UNKNOWN: unknown },
		tiers: countByTier(input.counts.filter(([count]) => count >= input.minCount)),
		thresholds: countByThreshold(input.counts).map((threshold) => ({
			...threshold,
			matchRate: share(threshold.matched, known),
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
			coverage: checked === 0 ? 1 : known / checked,
		},
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
	const rows: string[] = [csvRow(['metric', 'value'])];
	const descend = (value: unknown, path: string) => {
		if (value === null || typeof value !== 'object') {
			rows.push(csvRow([path, value === null ? '' : String(value)]));
			return;
		}
		for (const [key, inner] of Object.entries(value)) {
			descend(inner, path === '' ? key : `${path}.${key}`);
		}
	};
	const { thresholds, matchRateBounds, ...rest } = summary;
	descend(rest, '');
	descend({ low: matchRateBounds[0], high: matchRateBounds[1] }, 'matchRateBounds');
	for (const { minCount, matched } of thresholds)
		descend(matched, `thresholds.${minCount}.matched`);
	return rows.join('');
}
