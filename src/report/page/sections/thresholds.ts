/** How many accounts would match with each value of `--min-count`. */

import { formatNumber as count, many } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html } from '../html.ts';
import { figure, percent, type Section, table } from '../parts.ts';
import { fallingLine, type PlotValue } from '../plots.ts';

export function thresholds(summary: BacktestSummary): Section {
	const { thresholds: curve, minCount } = summary;
	const values = curve.map((threshold) => ({
		label: count(threshold.minCount),
		value: threshold.matched,
		share: threshold.matchRate,
		...(threshold.minCount === minCount ? { mark: 'this run' } : {}),
	}));
	const plot = fallingLine(
		{
			id: 'curve',
			title: 'Matched accounts at each threshold',
			description: curveInWords(values),
		},
		'Password seen this often or more',
		values,
	);
	return {
		id: 'threshold',
		title: 'Accounts to act on at each threshold',
		lead: html`<p>${thresholdInWords(summary)}</p><p>The count is how often the source saw the password. These figures include all matched accounts, CRITICAL and HIGH, even those left out of the lists${summary.names === null ? '' : ', but not accounts that are HIGH only because of their name'}.</p>`,
		content: html`${figure('Matched accounts at or above each count', values, plot)}
${table(
	'Matched accounts at each threshold',
	['Seen at least', 'Accounts', 'Share of accounts looked up'],
	curve.map((threshold) => [
		html`${many(threshold.minCount, 'time')}${threshold.minCount === minCount ? html` <span class="tag">this run</span>` : null}`,
		count(threshold.matched),
		percent(threshold.matchRate),
	]),
)}`,
	};
}

function curveInWords(values: readonly PlotValue[]): string {
	const [first, last] = [values[0], values.at(-1)] as [PlotValue, PlotValue];
	return `From ${many(first.value, 'account')} at a count of ${first.label} or more down to ${count(last.value)} at ${last.label} or more. Each value is in the table below.`;
}

function thresholdInWords({ thresholds: curve }: BacktestSummary): string {
	const matchedAt = (lowest: number) =>
		curve.find(({ minCount }) => minCount === lowest)?.matched ?? 0;
	const [all, ten] = [matchedAt(1), matchedAt(10)];
	return all === 0
		? 'A higher threshold affects fewer accounts, but leaves more public passwords in use.'
		: `Acting on every match affects ${many(all, 'account')}; acting only on counts of 10 or more affects ${count(ten)}, and leaves ${count(all - ten)} with a public password.`;
}
