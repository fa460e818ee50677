/** The words for a hash that so many accounts have that it hardly is that of their password. */

import { isAbove } from '../../report/match-rate.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import { formatNumber as count, formatPercent, many } from '../../text/format.ts';
import { makeWarning, type Warning } from '../../warning.ts';

/** In percent of the accounts. Of passwords that people choose, the commonest has about one. */
const MOST_OF_ONE = 5;

/** So many accounts at least: in small tables a few friends are enough. */
const FEWEST_OF_ONE = 30;

type Figures = Pick<BacktestSummary, 'input' | 'emptyPasswords' | 'sharedPasswords'>;

export function placeholderWarnings(figures: Figures): Warning[] {
	const { checked } = figures.input;
	const { emptyPasswords, sharedPasswords } = figures;
	const isTooOften = (accounts: number) =>
		accounts >= FEWEST_OF_ONE && isAbove(accounts / checked, MOST_OF_ONE);
	const of = (accounts: number) =>
		`${count(accounts)} of ${many(checked, 'account')} (${formatPercent(accounts / checked)})`;
	const warnings: Warning[] = [];
	if (isTooOften(emptyPasswords)) {
		warnings.push(
			makeWarning(
				'empty_too_often',
				`${of(emptyPasswords)} have the hash of the empty password: do they have a password?`,
				[
					'accounts that sign in elsewhere have none: leave them out of the export',
					'if anybody can sign in to these accounts without a password, see to that first',
				],
			),
		);
	}
	const { largest } = sharedPasswords;
	// Often the largest group are those with the empty password.
	if (largest !== emptyPasswords && isTooOften(largest)) {
		warnings.push(
			makeWarning(
				'one_hash_too_often',
				`${of(largest)} have the same hash: is it a placeholder, or the password that new accounts get?`,
				[
					'shared-passwords.csv has the first of them; leave accounts without a password of their own out of the export',
				],
			),
		);
	}
	return warnings;
}
