/** The verdicts: what each means, what to do about it, and how many of its accounts are in the lists. */

import { formatNumber as count, many } from '../../../text/format.ts';
import type { Verdict } from '../../../verdict/matrix.ts';
import type { BacktestSummary } from '../../summary.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { code, note, type Section, shareOf } from '../parts.ts';
import { shareStrip } from '../plots.ts';

const VERDICTS: readonly Verdict[] = ['CRITICAL', 'HIGH', 'CLEAN', 'UNKNOWN'];
const LISTS = { CRITICAL: 'critical.csv', HIGH: 'nudge-candidates.csv' } as const;
const ORDERS = { count: 'those with the highest counts', input: 'the first in the table' } as const;

export function whatToDo(summary: BacktestSummary): Section {
	const { verdicts, input } = summary;
	const isEmpty = input.checked === 0;
	const inWords = VERDICTS.map((verdict) => `${verdict} ${count(verdicts[verdict])}`).join(', ');
	const strip = shareStrip(
		{ id: 'strip', title: 'Accounts by verdict', description: `${inWords}.` },
		VERDICTS.map((kind) => ({ kind, share: verdicts[kind] / input.checked })),
	);
	return {
		id: 'what-to-do',
		title: 'What to do',
		lead: html`<p>${many(verdicts.CRITICAL + verdicts.HIGH, 'account')} to act on, out of ${count(input.checked)} checked.${isEmpty ? null : ' The bar shows the verdicts in the order of the cards.'}</p>${verdicts.UNKNOWN === 0 ? null : html`<p>Percentages are of all accounts checked, including UNKNOWN.</p>`}`,
		content: html`${isEmpty ? null : strip}
<ul class="cards">
${VERDICTS.map((verdict) => card(verdict, summary))}</ul>
${leftOut(summary)}`,
	};
}

function card(verdict: Verdict, summary: BacktestSummary): Html {
	const { verdicts, input, listed } = summary;
	const { meaning, action } = meaningsOf(summary)[verdict];
	const all = verdicts[verdict];
	const number = count(all);
	return html`<li class="card ${verdict}"><h3>${verdict}</h3>
<p class="number${number.length > 7 ? ' long' : ''}">${number} <span>${shareOf(all, input.checked)}</span></p>
<p>${meaning}</p>
<p><strong>${action}</strong></p>
${verdict === 'CRITICAL' || verdict === 'HIGH' ? inList(listed[verdict], all, LISTS[verdict]) : null}</li>
`;
}

/** The meaning of each verdict with the options of this run, and the action to take. */
function meaningsOf({
	input,
	minCount,
	names,
	verdicts,
	domain,
}: BacktestSummary): Record<Verdict, { readonly meaning: HtmlValue; readonly action: HtmlValue }> {
	const times = count(minCount);
	const seen = minCount > 1 ? `was seen in breaches ${times} times or more` : 'is in a breach';
	const unseen =
		minCount > 1 ? `was seen fewer than ${times} times, or never` : 'is not in the store';
	const orName = names === null ? '' : ', or is made from the account’s own name';
	return {
		CRITICAL:
			input.breachedEmails === null
				? {
						meaning: 'Email addresses were not checked, so no account can be CRITICAL.',
						action: html`Use ${code('--breached-emails')} to check them.`,
					}
				: {
						meaning: 'Password and email address are both known from breaches.',
						action: 'Revoke the session.',
					},
		HIGH: {
			meaning: `The password ${seen}${orName}.`,
			// Accounts of a domain are used in no app of one's own.
			action: domain === null ? 'Queue an in-app nudge.' : 'Have it changed.',
		},
		CLEAN: { meaning: `The password ${unseen}.`, action: 'Nothing to do.' },
		UNKNOWN:
			verdicts.UNKNOWN === 0
				? { meaning: 'The store has the range of every account.', action: 'Nothing to do.' }
				: {
						meaning: 'The range is missing from the store, so the password could not be looked up.',
						action: html`Run ${code('credcheck sync --for')} with the table, then repeat the back-test.`,
					},
	};
}

function inList(listed: number, all: number, file: string): Html {
	const some = listed === all ? `All ${count(all)}` : `${count(listed)} of ${count(all)}`;
	return html`<p class="where">${listed === 0 ? 'None' : some} in ${code(file)}</p>`;
}

function leftOut({ excluded, limit }: BacktestSummary): Html | null {
	if (excluded === null && limit === null) return null;
	return note(
		excluded === null
			? null
			: html`${many(excluded, 'candidate')} excluded from the lists by ${code('--exclude')}. `,
		limit === null
			? null
			: html`The lists contain at most ${many(limit.most, 'candidate')}, ${ORDERS[limit.order]}; ${code('--limit')} left out ${count(limit.leftOut)}.`,
	);
}
