/** The warnings of a back-test: those found on the way, and those about its figures. */

import type { ProbeFound } from '../doubts/probe.ts';
import { isAbove } from '../report/match-rate.ts';
import type { BacktestSummary } from '../report/summary.ts';
import { formatNumber as count, many } from '../text/format.ts';
import { makeWarning, type Warning, warningLine } from '../warning.ts';
import type { BacktestInputs } from './inputs.ts';
import type { BacktestEvents } from './options.ts';
import { fewMatchesWarning } from './warnings/few-matches.ts';
import { idWarnings } from './warnings/ids.ts';
import { placeholderWarnings } from './warnings/placeholders.ts';
import { rejectedWarning } from './warnings/rejected-rows.ts';

/** Says each warning as it is found, and keeps it for the report. */
export class WarningLog {
	readonly #warnings: Warning[] = [];
	readonly #onWarning: BacktestEvents['onWarning'];

	constructor(onWarning?: BacktestEvents['onWarning']) {
		this.#onWarning = onWarning;
	}

	add(warning: Warning): void {
		this.#warnings.push(warning);
		this.#onWarning?.(warningLine(warning), warning);
	}

	/** All so far; those that put the match rate in doubt come first. */
	doubtsFirst(): Warning[] {
		return this.#warnings.toSorted((a, b) => Number(b.doubt) - Number(a.doubt));
	}
}

/** In percent of the accounts: with more that are not looked up, the match rate is that of the few others. */
const MOST_UNKNOWN = 50;

/** @param rows all of the table, each of which is left out */
export function noRowsWarning({ rows }: { readonly rows: number }): Warning {
	if (rows === 0) return makeWarning('no_rows', 'the table has no rows');
	return makeWarning('no_rows', `not one of ${many(rows, 'account')} is left to be checked`, [
		'machines, krbtgt, disabled accounts and former passwords are left out unless --include names them',
	]);
}

/** For a table whose last row has no line end, and is not whole. */
export function cutWarning(): Warning {
	return makeWarning(
		'table_cut',
		'the table is cut: its last row has no line end and, unlike the others, is not whole',
		['rows after it are missing, of which nothing is known: export the table again'],
	);
}

/** For lists with the count of each hash as it is. */
export function exactCountsWarning(): Warning {
	return makeWarning(
		'exact_counts',
		'the lists have exact counts (--exact-counts), which identify many passwords',
		[
			'the ranges are public, and few hashes have the same large count: whoever has a list and the ranges may find the hash',
			'keep these lists as secret as the table, or leave out --exact-counts',
		],
	);
}

const STALE_DAYS = 45;
const DAY_MS = 86_400_000;

/**
 * @param probed what the table was asked, if too few accounts matched
 * @param now milliseconds since 1970
 */
export function warningsOf(
	summary: BacktestSummary,
	{ exclusions }: Pick<BacktestInputs, 'exclusions'>,
	probed: ProbeFound | undefined,
	now: number,
): Warning[] {
	const { input, thresholds, store, excluded } = summary;
	const rejected = rejectedWarning(summary);
	const fewMatches = fewMatchesWarning(summary, thresholds[0]?.matched ?? 0, probed);
	const warnings = [rejected, fewMatches].filter((warning) => warning !== undefined);
	if (input.checked > 0 && input.lookedUp === 0) {
		const message = `not one of ${many(input.checked, 'account')} could be looked up, since the store lacks their ranges`;
		warnings.push(
			makeWarning('nothing_looked_up', message, ['fetch them with credcheck sync, then repeat']),
		);
	}
	const unknown = input.checked - input.lookedUp;
	if (input.lookedUp > 0 && isAbove(unknown / input.checked, MOST_UNKNOWN)) {
		const rate = `the match rate is that of the ${count(input.lookedUp)} that could`;
		warnings.push(
			makeWarning(
				'partly_looked_up',
				`${count(unknown)} of ${many(input.checked, 'account')} could not be looked up, since the store lacks their ranges: ${rate}`,
				['fetch them with credcheck sync, then repeat'],
			),
		);
	}
	if (exclusions !== undefined && excluded === 0) {
		const given = exclusions.ids.set.size + exclusions.refs.size;
		warnings.push(
			makeWarning(
				'nothing_excluded',
				`no account was excluded: none of the ${count(given)} given with --exclude was found among the candidates`,
				exclusions.refs.size === 0
					? []
					: [
							'references are found only with the key that they were made with: a list does not tell which, but the folder of its report does',
						],
			),
		);
	}
	if (input.evidenceUnreadable > 0) {
		warnings.push(
			makeWarning(
				'evidence_unreadable',
				`the email address or name of ${many(input.evidenceUnreadable, 'account')} could not be read, and was not compared`,
				['export the table as UTF-8'],
			),
		);
	}
	warnings.push(...idWarnings(summary), ...placeholderWarnings(summary));
	const age = store.newestCheck === null ? 0 : (now - Date.parse(store.newestCheck)) / DAY_MS;
	if (age > STALE_DAYS) {
		warnings.push(
			makeWarning('store_old', `the store was last brought up to date ${Math.floor(age)} days ago`),
		);
	}
	return warnings;
}
