/** The first half of the page: the match rate, what to do, how many a threshold would ask, what changed. */

import { formatNumber as count } from '../../text/format.ts';
import type { Verdict } from '../../verdict/matrix.ts';
import type { BacktestSummary, SinceSummary } from '../summary.ts';
import { type Html, type HtmlValue, html, userText } from './html.ts';
import {
	code,
	explained,
	many,
	moment,
	note,
	percent,
	type Section,
	shareOf,
	table,
} from './parts.ts';
import { type PlotValue, plots } from './plots.ts';

/** What the page is called, in a tab and a list of files. */
export function titleOf(summary: BacktestSummary): string {
	const known = summary.input.lookedUp;
	return known === 0
		? 'credcheck: no account could be checked'
		: `credcheck: ${percent(summary.matchRate)} of ${many(known, 'account')} matched`;
}

/** The one figure that matters, and how sure it is. */
export function headline(summary: BacktestSummary): Html {
	const { input, startedAt } = summary;
	return html`<p class="brand">credcheck <span>back-test of ${moment(startedAt)}</span></p>
<h1>${headlineFigure(summary)}</h1>
<p class="lead">${rateInWords(summary)}</p>
${input.checked > input.lookedUp ? note(boundsInWords(summary)) : null}
<p class="lead"><strong>A match says that the password is public, not that the account was taken.</strong></p>`;
}

function headlineFigure(summary: BacktestSummary): Html {
	const known = summary.input.lookedUp;
	if (known === 0) return html`<span class="words">No account could be checked</span>`;
	const { checked, lookedUp } = summary.input;
	const whom = checked > lookedUp ? 'accounts that could be looked up' : 'accounts';
	const seen =
		summary.minCount > 1 ? `was seen ${count(summary.minCount)} times or more` : 'is public';
	return html`<span class="rate">${percent(summary.matchRate)}</span> <span class="words">of the ${whom} have a password that ${seen}</span>`;
}

function rateInWords(summary: BacktestSummary): string {
	const { matched, store, input } = summary;
	if (input.checked === 0) return 'The table has no row that could be used.';
	return `${count(matched)} of ${many(input.lookedUp, 'account')} matched. The store covers ${percent(store.coverage)} of those in the table.`;
}

function boundsInWords({ matchRateBounds, input }: BacktestSummary): string {
	const [low, high] = matchRateBounds.map(percent);
	return `${many(input.checked - input.lookedUp, 'account')} could not be looked up, since the store lacks their ranges. Among all ${count(input.checked)}, the match rate lies between ${low} (if none of those matched) and ${high} (if every one did).`;
}

/** The verdicts, what each asks for, and how many are in the lists. */
export function whatToDo(summary: BacktestSummary): Section {
	const { verdicts, input } = summary;
	const order: readonly Verdict[] = ['CRITICAL', 'HIGH', 'CLEAN', 'UNKNOWN'];
	const inWords = order.map((verdict) => `${verdict} ${count(verdicts[verdict])}`).join(', ');
	const strip = plots.shareStrip(
		{ id: 'strip', title: 'Accounts by verdict', description: `${inWords}.` },
		order.map((kind) => ({
			kind,
			share: verdicts[kind] / input.checked,
		})),
	);
	return {
		id: 'what-to-do',
		title: 'What to do',
		lead: html`<p>${many(verdicts.CRITICAL + verdicts.HIGH, 'account')} to act on, of ${many(input.checked, 'account')} checked.${input.checked === 0 ? null : ' The bar has the verdicts in the order of the cards.'}</p>${verdicts.UNKNOWN === 0 ? null : html`<p>Shares are of all that were checked, UNKNOWN or not.</p>`}`,
		content: html`${input.checked === 0 ? null : strip}
<ul class="cards">
${order.map((verdict) => card(verdict, summary))}</ul>
${leftOut(summary)}`,
	};
}

function card(verdict: Verdict, summary: BacktestSummary): Html {
	const { verdicts, input } = summary;
	const { meaning, action } = askOf(verdict, summary);
	const number = count(verdicts[verdict]);
	return html`<li class="card ${verdict}"><h3>${verdict}</h3>
<p class="number${number.length > 7 ? ' long' : ''}">${number} <span>${shareOf(verdicts[verdict], input.checked)}</span></p>
<p>${meaning}</p>
<p><strong>${action}</strong></p>
${inList(verdict, summary)}</li>
`;
}

interface Ask {
	readonly meaning: HtmlValue;
	readonly action: HtmlValue;
}

function askOf(verdict: Verdict, { input, minCount, names, verdicts }: BacktestSummary): Ask {
	const often = minCount > 1 ? `${count(minCount)} times or more` : 'at least once';
	const clean =
		minCount > 1
			? `The password was seen fewer than ${count(minCount)} times, or never.`
			: 'The password is not in the store.';
	const orName = names === null ? '' : ', or is made from the account’s own name';
	switch (verdict) {
		case 'CRITICAL':
			return input.breachedEmails === null
				? {
						meaning: 'Email addresses were not checked, so no account can be CRITICAL.',
						action: html`Give ${code('--breached-emails')} to find them.`,
					}
				: {
						meaning: 'Password and email address are both known from breaches.',
						action: 'Revoke the session.',
					};
		case 'HIGH':
			return {
				meaning: `The password is in a breach, seen ${often}${orName}.`,
				action: 'Queue an in-app nudge.',
			};
		case 'CLEAN':
			return { meaning: clean, action: 'Nothing to do.' };
		case 'UNKNOWN':
			return verdicts.UNKNOWN === 0
				? { meaning: 'The store has the range of every account.', action: 'Nothing to do.' }
				: {
						meaning: 'The store lacks the range, so the password could not be looked up.',
						action: html`Run ${code('credcheck sync --for')} with the table, then repeat the back-test.`,
					};
	}
}

const LISTS = { CRITICAL: 'critical.csv', HIGH: 'nudge-candidates.csv' } as const;

function inList(verdict: Verdict, { listed, verdicts }: BacktestSummary): Html | null {
	if (verdict !== 'CRITICAL' && verdict !== 'HIGH') return null;
	const all = listed[verdict] === verdicts[verdict];
	const how = all
		? `All ${count(listed[verdict])}`
		: `${count(listed[verdict])} of ${count(verdicts[verdict])}`;
	return html`<p class="where">${listed[verdict] === 0 ? 'None' : how} in ${code(LISTS[verdict])}</p>`;
}

function leftOut({ excluded, limit }: BacktestSummary): Html | null {
	if (excluded === null && limit === null) return null;
	return note(
		excluded === null
			? null
			: html`${many(excluded, 'candidate')} excluded from the lists by ${code('--exclude')}. `,
		limit === null
			? null
			: html`The lists hold ${many(limit.most, 'candidate')} at most, ${ORDERS[limit.order]}: ${count(limit.leftOut)} left out by ${code('--limit')}.`,
	);
}

const ORDERS = { count: 'the highest counts first', input: 'in the order of the table' } as const;

/** If we nudge at this count or more, how many accounts is that? */
export function thresholds(summary: BacktestSummary): Section {
	const { thresholds: curve, minCount } = summary;
	const values = curve.map((threshold) => ({
		label: count(threshold.minCount),
		value: threshold.matched,
		share: threshold.matchRate,
		...(threshold.minCount === minCount ? { mark: 'this run' } : {}),
	}));
	const plot = plots.fallingLine(
		{
			id: 'curve',
			title: 'Accounts by the lowest count that is acted on',
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
	'Accounts by the lowest count that is acted on',
	[
		['Seen at least', 'text'],
		['Accounts', 'figure'],
		['Share of accounts looked up', 'figure'],
	],
	curve.map((threshold) => [
		html`${many(threshold.minCount, 'time')}${threshold.minCount === minCount ? html` <span class="tag">this run</span>` : null}`,
		count(threshold.matched),
		percent(threshold.matchRate),
	]),
)}`,
	};
}

function curveInWords(values: readonly PlotValue[]): string {
	const [first, last] = [values.at(0), values.at(-1)];
	if (first === undefined || last === undefined) return 'Nothing to draw.';
	return `From ${many(first.value, 'account')} at a count of ${first.label} or more down to ${count(last.value)} at ${last.label} or more. Each value is in the table below.`;
}

/** Where there is nothing to draw, the table says so. */
function figure(title: string, values: readonly PlotValue[], plot: Html): Html | null {
	return values.every(({ value }) => value === 0)
		? null
		: html`<figure><figcaption>${title}</figcaption>${plot}</figure>`;
}

function thresholdInWords({ thresholds: curve }: BacktestSummary): string {
	const all = curve.find(({ minCount }) => minCount === 1);
	const ten = curve.find(({ minCount }) => minCount === 10);
	if (all === undefined || ten === undefined || all.matched === 0) {
		return 'A higher threshold affects fewer accounts, but leaves more public passwords in use.';
	}
	return `Acting on every match affects ${many(all.matched, 'account')}; acting only on counts of 10 or more affects ${count(ten.matched)}, and leaves ${count(all.matched - ten.matched)} with a password that is public.`;
}

/** How often the matched passwords were seen. */
export function tiers(summary: BacktestSummary): Section {
	const all = Object.values(summary.tiers).reduce((sum, accounts) => sum + accounts, 0);
	const values = Object.entries(summary.tiers).map(([tier, value]) => ({
		label: tierInWords(tier),
		times: timesInWords(tier),
		value,
		share: all === 0 ? 0 : value / all,
	}));
	const most = values.reduce((a, b) => (b.value > a.value ? b : a));
	const plot = plots.bars(
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
	[
		['Seen', 'text'],
		['Accounts', 'figure'],
		['Of those matched', 'figure'],
	],
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

/** What became of the candidates of an earlier report. */
export function sinceLastTime(since: SinceSummary): Section {
	const { still, rotatedToBreached, resolved, gone, undetermined } = since;
	const then = still + rotatedToBreached + resolved + gone + undetermined;
	return {
		id: 'since',
		title: 'Since last time',
		lead: html`<p>${count(resolved)} of ${many(then, 'earlier candidate')} are resolved (${shareOf(resolved, then)}); ${count(since.new)} are new.</p><p>Compared with ${userText(since.report, 120)}, a run of ${moment(since.startedAt)}.</p>`,
		content: table(
			'What became of the candidates',
			[
				['What became of them', 'text'],
				['Accounts', 'figure'],
			],
			[
				[
					explained('New', 'not a candidate then: a new account, or a password that became public'),
					count(since.new),
				],
				[explained('Still a candidate', 'a candidate then, with the same password'), count(still)],
				[
					explained(
						'Rotated to another breached password',
						'a candidate then; the password was changed to one that is public too',
					),
					count(rotatedToBreached),
				],
				[explained('Resolved', 'a candidate then, and no longer one'), count(resolved)],
				[explained('Gone', 'a candidate then, and no longer in the table'), count(gone)],
				[
					explained(
						'Undetermined',
						'a candidate then; now the range is missing, the hash is unusable, or the options changed, such as --min-count',
					),
					count(undetermined),
				],
			],
		),
	};
}
