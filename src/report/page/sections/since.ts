/** What became of the candidates of an earlier report. */

import { formatNumber as count } from '../../../text/format.ts';
import type { SinceSummary } from '../../summary.ts';
import { html, userText } from '../html.ts';
import { explained, many, moment, type Section, shareOf, table } from '../parts.ts';

export function sinceLastTime(since: SinceSummary): Section {
	const { still, rotatedToBreached, resolved, gone, undetermined } = since;
	const then = still + rotatedToBreached + resolved + gone + undetermined;
	const outcomes: [outcome: string, meaning: string, accounts: number][] = [
		['New', 'not a candidate then: a new account, or a password that became public', since.new],
		['Still a candidate', 'a candidate then, with the same password', still],
		[
			'Rotated to another breached password',
			'a candidate then; the password was changed to one that is public too',
			rotatedToBreached,
		],
		['Resolved', 'a candidate then, and no longer one', resolved],
		['Gone', 'a candidate then, and no longer in the table', gone],
		[
			'Undetermined',
			'a candidate then; now the range is missing, the hash is unusable, or the options changed, such as --min-count',
			undetermined,
		],
	];
	return {
		id: 'since',
		title: 'Since last time',
		lead: html`<p>${count(resolved)} of ${many(then, 'earlier candidate')} are resolved (${shareOf(resolved, then)}); ${count(since.new)} are new.</p><p>Compared with ${userText(since.report, 120)}, a run of ${moment(since.startedAt)}.</p>`,
		content: table(
			'What became of the candidates',
			['What became of them', 'Accounts'],
			outcomes.map(([outcome, meaning, accounts]) => [
				explained(outcome, meaning),
				count(accounts),
			]),
		),
	};
}
