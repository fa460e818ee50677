/** Passwords that several accounts have. */

import { formatNumber as count } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html } from '../html.ts';
import { code, definitionTable, many, type Section, shareOf } from '../parts.ts';

export function sharedPasswords(summary: BacktestSummary): Section {
	const { groups, largest, mostListed } = summary.sharedPasswords;
	const { sharedHashes, distinctHashes, emptyPasswords, input } = summary;
	return {
		id: 'shared',
		title: 'Shared passwords',
		lead: html`<p>${many(sharedHashes, 'account')} (${shareOf(sharedHashes, input.checked)}) have a password that another account has too.</p><p>A password shared by many accounts is often a default, or belongs to test accounts or to one user with many accounts. It is worth a look whether or not it is public.</p>`,
		content: definitionTable('Shared passwords', [
			['Distinct passwords', count(distinctHashes)],
			['Passwords of several accounts', count(groups)],
			['Accounts of the largest group', count(largest)],
			[html`Accounts of each in ${code('shared-passwords.csv')}, at most`, count(mostListed)],
			['Accounts with the empty password', count(emptyPasswords)],
		]),
	};
}
