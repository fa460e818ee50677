/** Passwords that several accounts share. */

import { formatNumber as count, many } from '../../../../text/format.ts';
import type { PrivilegeSummary } from '../../../domain-summary.ts';
import type { BacktestSummary } from '../../../summary.ts';
import { type Html, html } from '../../html.ts';
import { code, definitionTable, type Section, shareOf } from '../../parts.ts';

export function sharedPasswords(summary: BacktestSummary): Section {
	const { groups, largest, mostListed } = summary.sharedPasswords;
	const sameAgain = summary.input.ids?.sameAgain ?? 0;
	const { sharedHashes, distinctHashes, emptyPasswords, input, privilege } = summary;
	return {
		id: 'shared',
		title: 'Shared passwords',
		lead: html`<p>${many(sharedHashes, 'account')} (${shareOf(sharedHashes, input.checked)}) have the same password as another account.</p><p>A password shared by many accounts is often a default, or belongs to test accounts or to one person with many accounts. It is worth checking, whether or not it is public.</p>${privilege && acrossPrivilege(privilege)}`,
		content: definitionTable('Shared passwords', [
			['Distinct passwords', count(distinctHashes)],
			['Passwords shared by several accounts', count(groups)],
			['Accounts in the largest group', count(largest)],
			[html`Limit of accounts per group in ${code('shared-passwords.csv')}`, count(mostListed)],
			...(privilege === null
				? []
				: ([
						['Passwords shared by privileged and other accounts', count(privilege.mixedPasswords)],
						['Privileged accounts', count(privilege.accounts)],
						['of these, candidates', count(privilege.candidates)],
					] as const)),
			['Accounts with the empty password', count(emptyPasswords)],
			...(sameAgain === 0
				? []
				: [['Rows not counted here: the same account again', count(sameAgain)] as const]),
		]),
	};
}

function acrossPrivilege({
	accounts,
	mixedPasswords,
	rejected,
	names,
	missing,
}: PrivilegeSummary): Html | null {
	const isAllClear = mixedPasswords === 0 && accounts > 0 && !missing && rejected === 0;
	const parts = [
		isAllClear ? 'No privileged account shares its password with one that is not.' : null,
		mixedPasswords === 0
			? null
			: html`<strong>${many(mixedPasswords, 'password')} ${mixedPasswords === 1 ? 'is' : 'are'} shared by privileged and other accounts</strong>: whoever learns it from one of these has the privileges of the other. ${code('mixed_privilege')} in ${code('shared-passwords.csv')} marks them.`,
		missing
			? `${count(missing)} of the ${many(names ?? 0, 'privileged name')} ${missing === 1 ? 'is' : 'are'} not in the table: of ${missing === 1 ? 'it' : 'these'} nothing is known.`
			: null,
		rejected > 0
			? `${many(rejected, 'more privileged account')} could not be checked: rejected.`
			: null,
	].filter((part) => part !== null);
	return parts.length === 0 ? null : html`<p>${parts.map((part) => html`${part} `)}</p>`;
}
