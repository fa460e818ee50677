/** The warnings of a back-test: those found on the way, and those about its figures. */

import type { ProbeFound } from '../doubts/probe.ts';
import type { BacktestSummary } from '../report/summary.ts';
import { many } from '../text/format.ts';
import { makeWarning, type Warning, warningLine } from '../warning.ts';
import type { BacktestInputs } from './inputs.ts';
import type { BacktestEvents } from './options.ts';
import { fewMatchesWarning } from './warnings/few-matches.ts';
import { idWarnings } from './warnings/ids.ts';
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

/** @param rows all of the table, each of which is left out */
export function noRowsWarning({ rows }: { readonly rows: number }): Warning {
	if (rows === 0) return makeWarning('no_rows', 'the table has no rows');
	return makeWarning('no_rows', `not one of ${many(rows, 'account')} is left to be checked`, [
		'machines, krbtgt, disabled accounts and former passwords are left out unless --include names them',
	]);
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
	if (exclusions !== undefined && excluded === 0) {
		const given = exclusions.ids.set.size + exclusions.refs.size;
		warnings.push(
			makeWarning(
				'nothing_excluded',
				`no account was excluded: none of the ${given} given with --exclude is a candidate`,
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
	warnings.push(...idWarnings(summary));
	const age = store.newestCheck === null ? 0 : (now - Date.parse(store.newestCheck)) / DAY_MS;
	if (age > STALE_DAYS) {
		warnings.push(
			makeWarning('store_old', `the store was last brought up to date ${Math.floor(age)} days ago`),
		);
	}
	return warnings;
}
