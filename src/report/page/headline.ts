/** What the page opens with: the match rate, and how certain it is. */

import { formatNumber as count } from '../../text/format.ts';
import type { BacktestSummary } from '../summary.ts';
import { type Html, html } from './html.ts';
import { many, moment, note, percent } from './parts.ts';

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
