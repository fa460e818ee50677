/** The warnings, above the match rate: nobody may read the rate without them. */

import type { Warning } from '../../warning.ts';
import { type Html, html } from './html.ts';

/** Null without warnings. */
export function warningBox(warnings: readonly Warning[]): Html | null {
	if (warnings.length === 0) return null;
	const isDoubt = warnings.some(({ doubt }) => doubt);
	const title = isDoubt ? 'The match rate is in doubt' : 'Before you read the match rate';
	return html`<aside class="warnings${isDoubt ? ' doubt' : ''}" aria-labelledby="warnings-title">
<h2 id="warnings-title">${title}</h2>
<ul>
${warnings.map(item)}</ul>
</aside>
`;
}

function item({ message, hints }: Warning): Html {
	return html`<li><strong>${sentence(message)}</strong>${hints.map((hint) => html` <span>${sentence(hint)}</span>`)}</li>\n`;
}

/** A message or hint as a sentence of its own. */
function sentence(text: string): string {
	const first = text.slice(0, 1).toUpperCase() + text.slice(1);
	return /[.?!]$/.test(first) ? first : `${first}.`;
}
