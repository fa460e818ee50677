/** HTML in the making: text that comes from elsewhere is escaped in one place, and nowhere by hand. */

import { displayText } from '../../text/display-text.ts';

/** Markup that is safe as it stands. */
export class Html {
	readonly text: string;

	/** @param text markup; made by `html` alone, and by whoever writes a constant */
	constructor(text: string) {
		this.text = text;
	}
}

/** What may stand in a template. */
export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** A template whose values are escaped, unless they are markup already; null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
	let text = parts[0] as string;
	for (const [at, value] of values.entries()) text += markupOf(value) + parts[at + 1];
	return new Html(text);
}

function markupOf(value: HtmlValue): string {
	if (value === null) return '';
	if (value instanceof Html) return value.text;
	return typeof value === 'object' ? value.map(markupOf).join('') : escapeText(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	'`': '&#96;',
};

/** Safe between tags and in quoted attributes. */
function escapeText(text: string): string {
	return text.replaceAll(/[&<>"'`]/g, (sign) => ESCAPES[sign] as string);
}

/**
 * Text from the user's file or command line.
 *
 * @param most characters shown
 */
export function userText(text: string, most = 60): Html {
	const shown = displayText(text, most);
	return shown === '' ? html`<i>empty</i>` : html`<bdi>${shown}</bdi>`;
}
