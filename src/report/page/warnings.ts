/** The warnings, above the match rate: nobody may read the rate without them. */

import type { Warning } from '../../warning.ts';
import { type Html, html, userText } from './html.ts';

/** A path in a message may have any length. */
const MOST_CHARACTERS = 600;

/** Null without warnings. */
export function warningBox(warnings: readonly Warning[]): Html | null {
	if (warnings.length === 0) return null;
	const isDoubt = warnings.some(({ doubt }) => doubt);
	const title = isDoubt ? 'The match rate is in doubt' : 'Before you read the match rate';
	return html`<aside class="warnings${isDoubt ? ' doubt' : ''}" aria-labelledby="warnings-title">
<p id="warnings-title">${title}</p>
<ul>
${warnings.map(item)}</ul>
</aside>
`;
}

function item({ message, hints }: Warning): Html {
	return html`<li><strong>${sentence(message)}</strong>${hints.map((hint) => html` <span>${sentence(hint)}</span>`)}</li>\n`;
}

/** A message or hint as a sentence of its own. */
function sentence(text: string): Html {
	const first = text.slice(0, 1).toUpperCase() + text.slice(1);
	return userText(/[.?!]$/.test(first) ? first : `${first}.`, MOST_CHARACTERS);
}
