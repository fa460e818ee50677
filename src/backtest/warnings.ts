/** What a report alone would not say loudly enough. */

import type { BacktestSummary } from '../report/summary.ts';
import type { BacktestInputs } from './inputs.ts';

/** So many accounts without one match are hardly chance: one in five matches in most tables. */
const SURELY_SOME = 500;
const STALE_DAYS = 45;
const DAY_MS = 86_400_000;

/** @param now milliseconds since 1970 */
export function warningsOf(
	summary: BacktestSummary,
	{ exclusions }: BacktestInputs,
	now: number,
): string[] {
	const { input, thresholds, store, excluded } = summary;
	const warnings: string[] = [];
	const named = exclusions === undefined ? 0 : exclusions.ids.size + exclusions.refs.size;
	if (exclusions !== undefined && excluded === 0) {
		warnings.push(
			`no account was excluded: none of the ${named} given with --exclude is a candidate`,
		);
	}
	if (input.lookedUp >= SURELY_SOME && thresholds[0]?.matched === 0) {
		warnings.push(
			`not one of ${input.lookedUp} accounts matched: are these unsalted SHA-1 hashes of the passwords?`,
		);
	}
	const age = store.newestCheck === null ? 0 : (now - Date.parse(store.newestCheck)) / DAY_MS;
	if (age > STALE_DAYS) {
		warnings.push(`the store was last brought up to date ${Math.floor(age)} days ago`);
	}
	return warnings;
}
