/** Rows that could not be checked, by reason. */

import { describeReason } from '../../../table/reject-reasons.ts';
import { formatNumber as count, many } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html, userText } from '../html.ts';
import { code, explained, type Section, shareOf, table } from '../parts.ts';

export function rejectedRows({ input }: BacktestSummary): Section {
	const reasons = Object.entries(input.rejectedByReason).toSorted(([, a], [, b]) => b - a);
	const rows = reasons.map(([reason, number]) => [
		explained(code(userText(reason)), describeReason(reason) ?? null),
		count(number),
		shareOf(number, input.rows),
	]);
	return {
		id: 'rejected',
		title: 'Rejected rows',
		lead:
			input.rejected === 0
				? html`<p>None of ${many(input.rows, 'row')} was rejected.</p>`
				: html`<p>${count(input.rejected)} of ${many(input.rows, 'row')} could not be used (${shareOf(input.rejected, input.rows)}). The figures above do not include them; ${code('rejected-rows.csv')} lists each with its reason.</p>`,
		content:
			rows.length === 0
				? null
				: table('Rejected rows by reason', ['Reason', 'Rows', 'Share of all rows'], rows),
	};
}
