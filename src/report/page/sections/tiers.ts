/** How often the matched passwords were seen. */

import { formatNumber as count } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html } from '../html.ts';
import { figure, many, type Section, shareOf, table } from '../parts.ts';
import { bars } from '../plots.ts';

export function tiers(summary: BacktestSummary): Section {
	const all = Object.values(summary.tiers).reduce((sum, accounts) => sum + accounts, 0);
	const values = Object.entries(summary.tiers).map(([tier, value]) => ({
		label: tierInWords(tier),
		times: timesInWords(tier),
		value,
		share: all === 0 ? 0 : value / all,
	}));
	const most = values.reduce((a, b) => (b.value > a.value ? b : a));
	const plot = bars(
		{
			id: 'tiers',
			title: 'Matched accounts by how often their password was seen',
			description: `Most were seen ${most.times}: ${count(most.value)}. Each value is in the table below.`,
		},
		values,
	);
	const last = values.at(-1);
	return {
		id: 'tiers',
		title: 'How often their passwords were seen',
		lead:
			all === 0
				? html`<p>No account matched.</p>`
				: html`<p>${count(last?.value ?? 0)} of ${many(all, 'matched account')} have a password seen ${last?.times ?? ''}: the first that anyone would try.</p>`,
		content: html`${figure('Matched accounts by how many times their password was seen', values, plot)}
${table(
	'Matched accounts by how often their password was seen',
	['Seen', 'Accounts', 'Of those matched'],
	values.map(({ times, value }) => [times, count(value), shareOf(value, all)]),
)}`,
	};
}

/** `1000-9999` as `1,000 to 9,999`. */
function tierInWords(tier: string): string {
	const ends = tier.split('-').map((end) => count(Number.parseInt(end, 10)));
	return ends.join(' to ') + (tier.endsWith('+') ? ' or more' : '');
}

/** `1000-9999` as `1,000 to 9,999 times`. */
function timesInWords(tier: string): string {
	return tier === '1'
		? 'once'
		: `${tierInWords(tier).replace(' or more', ' times or more')}${tier.endsWith('+') ? '' : ' times'}`;
}
