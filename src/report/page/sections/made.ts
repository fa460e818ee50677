/** How the report was made. */

import { formatNumber as count, formatSeconds, many } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type HtmlValue, html, userText } from '../html.ts';
import { code, definitionTable, explained, moment, type Section } from '../parts.ts';

export function howItWasMade(summary: BacktestSummary): Section {
	const { input, credentialRefKey } = summary;
	const { hash, id, email, changed } = input.columns;
	const rows: [string, HtmlValue][] = [
		['credcheck', `version ${summary.version}`],
		['Started', moment(summary.startedAt)],
		['Duration', formatSeconds(summary.seconds)],
		['Report folder', userText(summary.report, 120)],
		[
			'Rows',
			`${count(input.rows)}: ${count(input.checked)} checked, ${count(input.rejected)} rejected`,
		],
		['Hash column', userText(hash)],
		['Account id column', id === null ? 'none' : userText(id)],
		['Email address column', email === null ? 'none' : userText(email)],
		[
			'Breached email addresses',
			input.breachedEmails === null ? 'not given' : count(input.breachedEmails),
		],
		['Counts as a match', `seen ${many(summary.minCount, 'time')} or more`],
	];
	if (changed !== null) {
		rows.push([
			'Rows left out',
			explained(
				count(input.leftOutByReason.superseded ?? 0),
				html`older rows of accounts that have a newer one by the column ${userText(changed)}`,
			),
		]);
	}
	if (credentialRefKey !== null) {
		rows.push([
			'Key of credential_ref',
			explained(
				code(userText(credentialRefKey)),
				'references of two reports can be compared only if this is the same',
			),
		]);
	}
	return {
		id: 'run',
		title: 'How this was made',
		lead: html`<p>Made on one machine, from a local table and a local store. The same figures are in ${code('summary.json')} and ${code('summary.csv')}.</p>`,
		content: definitionTable('How this was made', rows),
	};
}
