/** Builds HTML from templates that escape every value, so that nothing is escaped by hand. */

import { displayText } from '../../text/display-text.ts';

/** Markup that needs no escaping. */
export class Html {
	readonly text: string;

	/** @param text markup from `html` or from a constant, never from anywhere else */
	constructor(text: string) {
		this.text = text;
	}
}

/** A value in a template. */
export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** A template whose values are escaped unless they are `Html`; null yields nothing. */
export function html(markup: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
	let text = markup[0] as string;
	for (const [at, value] of values.entries()) text += markupOf(value) + markup[at + 1];
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

/** Makes text safe between tags and in quoted attributes. */
function escapeText(text: string): string {
	return text.replaceAll(/[&<>"'`]/g, (sign) => ESCAPES[sign] as string);
}

/**
 * Text from the table or the command line.
 *
 * @param most the most characters that are shown
 */
export function userText(text: string, most?: number): Html {
	const shown = displayText(text, most);
	return shown === '' ? html`<i>empty</i>` : html`<bdi>${shown}</bdi>`;
}
