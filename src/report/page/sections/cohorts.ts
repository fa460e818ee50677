/** The groups of `--group-by` on the page: their rates, and what chance alone may have done to them. */

import { formatNumber as count } from '../../../text/format.ts';
import type { Cohort, CohortsSummary } from '../../summary.ts';
import { type Html, type HtmlValue, html, userText } from '../html.ts';
import { code, listed, many, note, percent, type Section } from '../parts.ts';
import { type IntervalPlot, plots, type RateInterval } from '../plots.ts';

/** Rows on the page; the others are in `cohorts.csv`. */
const MAX_GROUPS = 40;

/** Values of one group, and names of columns, that are shown. */
const MAX_VALUES = 4;

/** @param matchRate of all accounts, 0 to 1 */
export function cohortsSection(
	{ columns, groups, other }: CohortsSummary,
	matchRate: number,
): Section {
	const shown = groups.slice(0, MAX_GROUPS);
	const told = [...shown, ...(other === null ? [] : [other])].filter(isTold);
	const plot = plots.intervalPlot(told.map(intervalOf), matchRate);
	const names = listed(
		columns.map((name) => userText(name)),
		MAX_VALUES,
	);
	const rows = shown.map((group) => row(valuesOf(group), group, plot));
	if (other !== null) {
		rows.push(row(`${many(other.groups, 'group')} of fewer than ten accounts`, other, plot));
	}
	return {
		id: 'cohorts',
		title: 'Cohorts',
		lead: html`<p>Accounts by ${names}, the largest groups first.</p><p>The line across each point is the 95 % interval (Wilson): how far chance alone may have moved the rate. Groups whose intervals overlap need not differ. The dashed line is the rate of all accounts, ${percent(matchRate)}.</p>`,
		content: html`${cohortTable(names, rows, plot.axis)}
${rest(groups.length)}`,
	};
}

function rest(groups: number): Html {
	return groups > MAX_GROUPS
		? note(
				`The ${MAX_GROUPS} largest of ${count(groups)} groups; all of them are in `,
				code('cohorts.csv'),
				'.',
			)
		: note('The same figures are in ', code('cohorts.csv'), '.');
}

// On phones each row becomes a block, which takes from tables what they are to a screen reader: hence the roles.
function cohortTable(names: Html, rows: readonly Html[], axis: Html): Html {
	const heads = ['Accounts', 'Matched', 'Rate', '95 % interval'].map(
		(name) => html`<th role="columnheader" scope="col" class="figure">${name}</th>`,
	);
	return html`<table class="cohorts ${rows.length > 20 ? 'long' : 'short'}" role="table"><caption class="unseen">Match rate by cohort</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${names}</th>${heads}<th role="columnheader" scope="col" class="drawn"><span class="unseen">Rate and interval, drawn</span>${axis}</th></tr></thead>
<tbody role="rowgroup">
${rows}</tbody></table>`;
}

function row(name: HtmlValue, group: Omit<Cohort, 'values'>, plot: IntervalPlot): Html {
	const { accounts, matched, unknown, interval } = group;
	const told = isTold(group);
	const size =
		unknown === 0
			? count(accounts)
			: html`${count(accounts)}<small>${count(unknown)} unknown</small>`;
	const rate = told ? percent(group.matchRate) : '–';
	const range = told ? `${bare(interval[0])} to ${percent(interval[1])}` : 'not looked up';
	return html`<tr role="row"><th role="rowheader" scope="row">${name}</th>${[
		figure('Accounts', size),
		figure('Matched', count(matched)),
		figure('Rate', rate),
		figure('Interval', range),
	]}<td role="cell" class="drawn">${told ? plot.row(intervalOf(group)) : plot.blank}</td></tr>
`;
}

function figure(label: string, value: HtmlValue): Html {
	return html`<td role="cell" class="figure" data-label="${label}">${value}</td>`;
}

/** Without the sign that the other end of the interval has. */
function bare(share: number): string {
	return percent(share).slice(0, -2);
}

function valuesOf({ values }: Cohort): Html {
	const shown = values.slice(0, MAX_VALUES).map((value) => userText(value, 48));
	const more = values.length > MAX_VALUES ? ' · …' : null;
	return html`${shown.map((value, at) => html`${at === 0 ? null : ' · '}${value}`)}${more}`;
}

/** Whether anything of the group could be looked up. */
function isTold({ accounts, unknown }: Omit<Cohort, 'values'>): boolean {
	return accounts > unknown;
}

function intervalOf({ matchRate, interval }: Omit<Cohort, 'values'>): RateInterval {
	return { rate: matchRate, low: interval[0], high: interval[1] };
}
