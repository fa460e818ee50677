/** The warnings of a back-test: those found on the way, and those about its figures. */

import type { HashKindName } from '../range/kind.ts';
import type { BacktestSummary } from '../report/summary.ts';
import { makeWarning, type Warning, warningLine } from '../warning.ts';
import { idWarnings } from './id-warnings.ts';
import type { BacktestInputs } from './inputs.ts';
import type { BacktestEvents } from './options.ts';

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

/** In most tables one in five accounts matches, so no match among this many accounts is hardly chance. */
const SUSPICIOUS_ACCOUNTS = 500;
const STALE_DAYS = 45;
const DAY_MS = 86_400_000;

const HASHES_OF: Readonly<Record<HashKindName, string>> = {
	sha1: 'unsalted SHA-1 hashes',
	ntlm: 'NT hashes',
};

/** @param now milliseconds since 1970 */
export function warningsOf(
	summary: BacktestSummary,
	{ exclusions }: BacktestInputs,
	now: number,
): Warning[] {
	const { input, thresholds, store, excluded } = summary;
	const warnings: Warning[] = [];
	if (exclusions !== undefined && excluded === 0) {
		const given = exclusions.ids.set.size + exclusions.refs.size;
		warnings.push(
			makeWarning(
				'nothing_excluded',
				`no account was excluded: none of the ${given} given with --exclude is a candidate`,
			),
		);
	}
	warnings.push(...idWarnings(summary));
	if (input.lookedUp >= SUSPICIOUS_ACCOUNTS && thresholds[0]?.matched === 0) {
		warnings.push(
			makeWarning(
				'no_match',
				`not one of ${input.lookedUp} accounts matched: are these ${HASHES_OF[store.algorithm]} of the passwords?`,
			),
		);
	}
	const age = store.newestCheck === null ? 0 : (now - Date.parse(store.newestCheck)) / DAY_MS;
	if (age > STALE_DAYS) {
		warnings.push(
			makeWarning('store_old', `the store was last brought up to date ${Math.floor(age)} days ago`),
		);
	}
	return warnings;
}
