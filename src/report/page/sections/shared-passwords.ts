/** Passwords that several accounts share. */

import { formatNumber as count, many } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html } from '../html.ts';
import { code, definitionTable, type Section, shareOf } from '../parts.ts';

export function sharedPasswords(summary: BacktestSummary): Section {
	const { groups, largest, mostListed } = summary.sharedPasswords;
	const sameAgain = summary.input.ids?.sameAgain ?? 0;
	const { sharedHashes, distinctHashes, emptyPasswords, input } = summary;
	return {
		id: 'shared',
		title: 'Shared passwords',
		lead: html`<p>${many(sharedHashes, 'account')} (${shareOf(sharedHashes, input.checked)}) have the same password as another account.</p><p>A password shared by many accounts is often a default, or belongs to test accounts or to one person with many accounts. It is worth checking, whether or not it is public.</p>`,
		content: definitionTable('Shared passwords', [
			['Distinct passwords', count(distinctHashes)],
			['Passwords shared by several accounts', count(groups)],
			['Accounts in the largest group', count(largest)],
			[html`Limit of accounts per group in ${code('shared-passwords.csv')}`, count(mostListed)],
			['Accounts with the empty password', count(emptyPasswords)],
			...(sameAgain === 0
				? []
				: [['Rows not counted here: the same account again', count(sameAgain)] as const]),
		]),
	};
}
