/** Passwords made from the account's own name. */

import type { NamesSummary } from '../../../../evidence/names/evidence.ts';
import { formatNumber as count, many } from '../../../../text/format.ts';
import { html } from '../../html.ts';
import { definitionTable, listed, note, type Section } from '../../parts.ts';

export function namesSection(names: NamesSummary, checked: number): Section {
	const { columns, parts, triedPerPart, joined, triedPerJoined } = names;
	return {
		id: 'names',
		title: 'Names in passwords',
		lead: html`<p>${count(names.inPassword)} of ${many(names.checked, 'account')} with a name to try have a password made from it; ${count(names.nameOnly)} of them are HIGH for that reason alone.</p>`,
		content: html`${definitionTable('Names in passwords', [
			['Name columns', listed(columns, 12)],
			['Accounts with a name to try', count(names.checked)],
			['Accounts without a name, not checked', count(Math.max(0, checked - names.checked))],
			['Accounts with a password made from their name', count(names.inPassword)],
			['of these, looked up without a match', count(names.nameOnly - names.nameOnlyUnknown)],
			['of these, not looked up', count(names.nameOnlyUnknown)],
			[
				'Name parts',
				`${count(parts)}, with up to ${many(triedPerPart, 'password')} tried for each`,
			],
			[
				'Joined names',
				`${count(joined)}, with up to ${many(triedPerJoined, 'password')} tried for each`,
			],
		])}
${note('A hash cannot be searched for a name, so passwords are made from each name, hashed and compared. Passwords built from names in other ways are not found, so these figures are a lower bound. Accounts without a name are not checked.')}`,
	};
}
