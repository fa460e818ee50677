/** Passwords made from names. */

import type { NamesSummary } from '../../../evidence/names/evidence.ts';
import { formatNumber as count } from '../../../text/format.ts';
import { html } from '../html.ts';
import { definitionTable, listed, many, note, type Section } from '../parts.ts';

export function namesSection(names: NamesSummary, checked: number): Section {
	const { columns, parts, triedPerPart, joined, triedPerJoined } = names;
	return {
		id: 'names',
		title: 'Names in passwords',
		lead: html`<p>${many(names.inPassword, 'account')} of ${count(names.checked)} with a name to try have a password made from it; ${count(names.nameOnly)} of them are HIGH only for that reason.</p>`,
		content: html`${definitionTable('Names in passwords', [
			['Columns with names', listed(columns, 12)],
			['Accounts with a name to try', count(names.checked)],
			['Accounts without one, not checked', count(Math.max(0, checked - names.checked))],
			['Password made of the name', count(names.inPassword)],
			['of these, in no breach of the store', count(names.nameOnly - names.nameOnlyUnknown)],
			['of these, not looked up', count(names.nameOnlyUnknown)],
			[
				'Parts of names',
				`${count(parts)}, with up to ${many(triedPerPart, 'password')} tried of each`,
			],
			[
				'Joined names',
				`${count(joined)}, with up to ${many(triedPerJoined, 'password')} tried of each`,
			],
		])}
${note('A hash cannot be searched for a name, so passwords are made from each name, hashed and compared. Passwords built in other ways are not found: these figures are a lower bound. Accounts without a name are not checked.')}`,
	};
}
