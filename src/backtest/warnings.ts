/** Warnings about a finished report: findings that readers of its figures could overlook. */

import type { HashKindName } from '../range/kind.ts';
import type { BacktestSummary } from '../report/summary.ts';
import type { BacktestInputs } from './inputs.ts';

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
): string[] {
	const { input, thresholds, store, excluded } = summary;
	const warnings: string[] = [];
	if (exclusions !== undefined && excluded === 0) {
		const given = exclusions.ids.size + exclusions.refs.size;
		warnings.push(
			`no account was excluded: none of the ${given} given with --exclude is a candidate`,
		);
	}
	if (input.lookedUp >= SUSPICIOUS_ACCOUNTS && thresholds[0]?.matched === 0) {
		warnings.push(
			`not one of ${input.lookedUp} accounts matched: are these ${HASHES_OF[store.algorithm]} of the passwords?`,
		);
	}
	const age = store.newestCheck === null ? 0 : (now - Date.parse(store.newestCheck)) / DAY_MS;
	if (age > STALE_DAYS) {
		warnings.push(`the store was last brought up to date ${Math.floor(age)} days ago`);
	}
	return warnings;
}
