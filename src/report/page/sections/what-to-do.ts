/** The verdicts on the page: what each asks for, and how many accounts the lists have. */

import { formatNumber as count } from '../../../text/format.ts';
import type { Verdict } from '../../../verdict/matrix.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { code, many, note, type Section, shareOf } from '../parts.ts';
import { shareStrip } from '../plots.ts';

/** The verdicts, what each asks for, and how many are in the lists. */
export function whatToDo(summary: BacktestSummary): Section {
	const { verdicts, input } = summary;
	const order: readonly Verdict[] = ['CRITICAL', 'HIGH', 'CLEAN', 'UNKNOWN'];
	const inWords = order.map((verdict) => `${verdict} ${count(verdicts[verdict])}`).join(', ');
	const strip = shareStrip(
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
