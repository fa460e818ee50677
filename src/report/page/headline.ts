/** The top of the page: the match rate, and how certain it is. */

import { formatNumber as count, many } from '../../text/format.ts';
import { lookedUpInWords, matchInWords } from '../match-rate.ts';
import type { BacktestSummary } from '../summary.ts';
import { type Html, html } from './html.ts';
import { moment, note, percent } from './parts.ts';
import { warningBox } from './warnings.ts';

/** The title of the page, for browser tabs. */
export function titleOf(summary: BacktestSummary): string {
	const { input, matchRate, warnings } = summary;
	return input.lookedUp === 0
		? 'credcheck: no account could be checked'
		: `credcheck: ${percent(matchRate)} of ${lookedUpInWords(summary)} matched${warnings.some(({ doubt }) => doubt) ? ' (in doubt)' : ''}`;
}

export function headline(summary: BacktestSummary): Html {
	const { input, startedAt, warnings } = summary;
	return html`<p class="brand">credcheck <span>back-test of ${moment(startedAt)}</span></p>
${warningBox(warnings)}<h1>${rateAsHeading(summary)}</h1>
<p class="lead">${rateInWords(summary)}</p>
${input.checked > input.lookedUp ? note(boundsInWords(summary)) : null}
<p class="lead"><strong>A match means that the password is public, not that the account was taken.</strong></p>`;
}

function rateAsHeading(summary: BacktestSummary): Html {
	if (summary.input.lookedUp === 0)
		return html`<span class="words">No account could be checked</span>`;
	return html`<span class="rate">${percent(summary.matchRate)}</span> <span class="words">${matchInWords(summary)}</span>`;
}

function rateInWords(summary: BacktestSummary): string {
	const { matched, store, input } = summary;
	if (input.checked === 0) return 'The table has no row that could be used.';
	if (input.lookedUp === 0) {
		return `The store lacks the range of each of ${many(input.checked, 'account')} checked.`;
	}
	return `${count(matched)} of ${lookedUpInWords(summary)} matched. The store covers ${percent(store.coverage)} of the accounts checked.`;
}

function boundsInWords({ matchRateBounds, input }: BacktestSummary): string {
	const [low, high] = matchRateBounds.map(percent);
	return `${many(input.checked - input.lookedUp, 'account')} could not be looked up because of ranges missing from the store. Among all ${count(input.checked)}, the match rate is between ${low} (if none of those matched) and ${high} (if all of them did).`;
}
