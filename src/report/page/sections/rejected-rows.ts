/** Rows that could not be checked, by reason. */

import { explainReason } from '../../../table/reject-reasons.ts';
import { formatNumber as count } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type HtmlValue, html, userText } from '../html.ts';
import { code, explained, many, type Section, shareOf, table } from '../parts.ts';

export function rejectedRows({ input }: BacktestSummary): Section {
	const reasons = Object.entries(input.rejectedByReason)
		.filter(([, rows]) => rows > 0)
		.toSorted(([, a], [, b]) => b - a)
		.slice(0, 30);
	const rows = reasons.map(([reason, number]): HtmlValue[] => [
		explained(code(userText(reason)), explainReason(reason) ?? null),
		count(number),
		shareOf(number, input.rows),
	]);
	return {
		id: 'rejected',
		title: 'Rejected rows',
		lead:
			input.rejected === 0
				? html`<p>None: every one of ${many(input.rows, 'row')} could be used.</p>`
				: html`<p>${count(input.rejected)} of ${many(input.rows, 'row')} could not be used (${shareOf(input.rejected, input.rows)}). No figure above includes them; each is listed in ${code('rejected-rows.csv')} with its reason.</p>`,
		content:
			rows.length === 0
				? html``
				: table('Rejected rows by reason', ['Reason', 'Rows', 'Of all rows'], rows),
	};
}
