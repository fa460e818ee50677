/** HTML in the making: text that comes from elsewhere is escaped in one place, and nowhere by hand. */

/** Markup that is safe as it stands. */
export class Html {
	readonly text: string;

	/** @param text markup; made by `html` alone, and by whoever writes a constant */
	constructor(text: string) {
		this.text = text;
	}
}

/** What may stand in a template. */
export type Piece = Html | string | number | null | readonly Piece[];

/** A template whose values are escaped, unless they are markup already; null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
	let text = parts[0] as string;
	for (const [at, value] of values.entries()) text += markupOf(value) + parts[at + 1];
	return new Html(text);
}

function markupOf(value: Piece): string {
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
 * Text from the user's file or command line: without hashes, signs that cannot be seen, and marks
 * that turn the direction of the text around them; cut where it is long.
 *
 * @param most characters shown
 */
export function foreign(text: string, most = 60): Html {
	const shown = cut(legible(text), most);
	return shown === '' ? html`<i>empty</i>` : html`<bdi>${shown}</bdi>`;
}

/** Longer than any text is shown, and short enough to look through at once. */
const LOOKED_AT = 4096;

function legible(text: string): string {
	return (
		text
			.slice(0, LOOKED_AT)
			.replaceAll(/[\p{Cc}\s]+/gu, ' ')
			// Some writing needs the two joiners.
			.replaceAll(/(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu, '')
			// Before it is cut: the better part of a hash would be one as well.
			.replaceAll(/[0-9A-Fa-f]{40,}/g, '[hash]')
			// A letter with hundreds of accents covers the lines around it.
			.replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
			.trim()
	);
}

function cut(text: string, most: number): string {
	const characters = [...text];
	return characters.length <= most
		? text
		: `${characters
				.slice(0, most - 1)
				.join('')
				.trimEnd()}…`;
}
