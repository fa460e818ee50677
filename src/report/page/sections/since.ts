/** What became of the candidates of an earlier report. */

import { formatNumber as count, many } from '../../../text/format.ts';
import type { SinceSummary } from '../../summary.ts';
import { html, userText } from '../html.ts';
import { explained, moment, type Section, shareOf, table } from '../parts.ts';

export function sinceLastTime(since: SinceSummary): Section {
	const { still, rotatedToBreached, resolved, gone, undetermined } = since;
	const then = still + rotatedToBreached + resolved + gone + undetermined;
	const outcomes: [outcome: string, meaning: string, accounts: number][] = [
		[
			'New',
			'was not a candidate: a new account, or a password that has become public since',
			since.new,
		],
		['Still a candidate', 'was a candidate, and has the same password', still],
		[
			'Rotated to another breached password',
			'was a candidate; the password was changed to another one that is public',
			rotatedToBreached,
		],
		['Resolved', 'was a candidate, and no longer is', resolved],
		['Gone', 'was a candidate, and is no longer in the table', gone],
		[
			'Undetermined',
			'was a candidate; now the range is missing, the hash is unusable, or an option has changed, such as --min-count',
			undetermined,
		],
	];
	return {
		id: 'since',
		title: 'Since last time',
		lead: html`<p>${count(resolved)} of ${many(then, 'earlier candidate')} are resolved (${shareOf(resolved, then)}). New candidates: ${count(since.new)}.</p><p>Compared with the report ${userText(since.report, 120)} of ${moment(since.startedAt)}.</p>`,
		content: table(
			'What became of the earlier candidates',
			['Outcome', 'Accounts'],
			outcomes.map(([outcome, meaning, accounts]) => [
				explained(outcome, meaning),
				count(accounts),
			]),
		),
	};
}
