/** How often the matched passwords were seen. */

import { formatNumber as count, many } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type HtmlValue, html } from '../html.ts';
import { code, figure, type Section, shareOf, table } from '../parts.ts';
import { bars } from '../plots.ts';

export function tiers({ tiers, matched, breachCounts }: BacktestSummary): Section {
	const values = Object.entries(tiers).map(([tier, value]) => ({
		label: tierInWords(tier),
		times: timesInWords(tier),
		value,
		share: matched === 0 ? 0 : value / matched,
	}));
	const largest = values.reduce((a, b) => (b.value > a.value ? b : a));
	const plot = bars(
		{
			id: 'tiers',
			title: 'Matched accounts by how often their password was seen',
			description: `The largest tier: ${many(largest.value, 'account')} with a password seen ${largest.times}. Each value is in the table below.`,
		},
		values,
	);
	return {
		id: 'tiers',
		title: 'How often their passwords were seen',
		lead:
			matched === 0
				? html`<p>No account matched.</p>`
				: html`<p>${count(tiers['10000+'])} of ${many(matched, 'matched account')} have a password seen ${timesInWords('10000+')}: the passwords that anyone would try first.</p><p>${countsInWords(breachCounts)}</p>`,
		content: html`${figure('Matched accounts by how often their password was seen', values, plot)}
${table(
	'Matched accounts by how often their password was seen',
	['Seen', 'Accounts', 'Share of matched accounts'],
	values.map(({ times, value }) => [times, count(value), shareOf(value, matched)]),
)}`,
	};
}

/** What `breach_count` means in this report, with a warning if it is exact. */
function countsInWords({
	exact,
	minHashes,
	sparseTiers,
}: BacktestSummary['breachCounts']): HtmlValue {
	if (exact) {
		return html`<strong>Take care:</strong> in the lists ${code('breach_count')} is exact (${code('--exact-counts')}), and few hashes have the same large count: whoever has a list and the public ranges may find the password.`;
	}
	const rounded = html`In the lists ${code('breach_count')} is rounded down until at least ${minHashes} hashes of the store share it.`;
	if (sparseTiers.length === 0) return rounded;
	return html`${rounded} Fewer were seen ${sparseTiers.map(timesInWords).join(', or ')}: there the tier alone may be enough for somebody who has the ranges of this store.`;
}

/** `1000-9999` as `1,000 to 9,999`. */
function tierInWords(tier: string): string {
	const grouped = tier.replaceAll(/\d+/g, (digits) => count(Number(digits)));
	return grouped.replace('-', ' to ').replace('+', ' or more');
}

/** `1000-9999` as `1,000 to 9,999 times`. */
function timesInWords(tier: string): string {
	if (tier === '1') return 'once';
	return `${tierInWords(tier)} times`.replace('or more times', 'times or more');
}
