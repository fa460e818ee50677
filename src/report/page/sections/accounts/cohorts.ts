/** The cohorts of `--group-by`: their match rates, and how far chance alone may have moved them. */

import { formatNumber as count, many } from '../../../../text/format.ts';
import type { Cohort, CohortsSummary } from '../../../summary.ts';
import { type Html, type HtmlValue, html, userText } from '../../html.ts';
import { code, explained, joined, listed, note, percent, type Section } from '../../parts.ts';
import { type IntervalPlot, intervalPlot } from '../../plots.ts';

/** The most cohorts shown, besides that of all small ones; the others are in `cohorts.csv`. */
const MAX_ROWS = 40;

/** The most values of a cohort, and names of columns, that are shown. */
const MAX_VALUES = 4;

type Figures = Omit<Cohort, 'values'>;

/** @param matchRate the match rate of all accounts, 0 to 1 */
export function cohortsSection(
	{ columns, groups, other }: CohortsSummary,
	matchRate: number,
): Section {
	const cohorts: [name: HtmlValue, Figures][] = groups
		.slice(0, MAX_ROWS)
		.map((cohort) => [nameOf(cohort), cohort]);
	if (other !== null) {
		cohorts.push([`${many(other.groups, 'cohort')} of fewer than ten accounts`, other]);
	}
	const plot = intervalPlot(cohorts.map(([, figures]) => figures).filter(isLookedUp), matchRate);
	const names = listed(columns, MAX_VALUES);
	return {
		id: 'cohorts',
		title: 'Cohorts',
		lead: html`<p>Cohorts by ${names}. The largest come first.</p><p>The line through each point is the 95 % interval (Wilson): how far chance alone may have moved the rate. Cohorts whose intervals overlap may not really differ. The dashed line is the match rate of all accounts, ${percent(matchRate)}.</p>`,
		content: html`${cohortTable(names, cohorts, plot)}
${note(
	groups.length > MAX_ROWS
		? `These are the ${MAX_ROWS} largest of ${count(groups.length)} cohorts; all of them are in `
		: 'The same figures are in ',
	code('cohorts.csv'),
	'.',
)}`,
	};
}

// On phones the style turns rows into blocks, so the table needs explicit roles for screen readers.
function cohortTable(
	names: Html,
	cohorts: readonly (readonly [name: HtmlValue, Figures])[],
	plot: IntervalPlot,
): Html {
	const heads = ['Accounts', 'Matched', 'Rate', '95 % interval'].map(
		(name) => html`<th role="columnheader" scope="col" class="figure">${name}</th>`,
	);
	return html`<table class="cohorts ${cohorts.length > 20 ? 'long' : 'short'}" role="table"><caption class="unseen">Match rate by cohort</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${names}</th>${heads}<th role="columnheader" scope="col" class="drawn"><span class="unseen">Rate and interval, drawn</span>${plot.axis}</th></tr></thead>
<tbody role="rowgroup">
${cohorts.map(([name, figures]) => row(name, figures, plot))}</tbody></table>`;
}

function row(name: HtmlValue, figures: Figures, plot: IntervalPlot): Html {
	const { accounts, matched, unknown, matchRate, interval } = figures;
	const [low, high] = interval.map(percent) as [string, string];
	const isKnown = isLookedUp(figures);
	const all = count(accounts);
	const cells: [label: string, HtmlValue][] = [
		['Accounts', unknown === 0 ? all : explained(all, `${count(unknown)} unknown`)],
		['Matched', count(matched)],
		['Rate', isKnown ? percent(matchRate) : '–'],
		// One percent sign is enough.
		['Interval', isKnown ? `${low.slice(0, -2)} to ${high}` : 'not looked up'],
	];
	return html`<tr role="row"><th role="rowheader" scope="row">${name}</th>${cells.map(
		([label, value]) => html`<td role="cell" class="figure" data-label="${label}">${value}</td>`,
	)}<td role="cell" class="drawn">${isKnown ? plot.row(figures) : plot.blank}</td></tr>
`;
}

function nameOf({ values }: Cohort): Html {
	const shown = values.slice(0, MAX_VALUES).map((value) => userText(value, 48));
	return joined(values.length > MAX_VALUES ? [...shown, '…'] : shown, ' · ');
}

/** Whether any account of the cohort could be looked up. */
function isLookedUp({ accounts, unknown }: Figures): boolean {
	return accounts > unknown;
}
