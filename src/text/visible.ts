/**
 * Shows what cannot be seen, or would turn, hide or move the text around it: control characters, direction marks,
 * characters without width, tags, halves of surrogate pairs. They come in names of files and columns, in arguments, and
 * in what servers and damaged stores say.
 */

/** Arabic signs among these are visible. */
const UNSEEN =
	/(?![\u0600-\u0605\u06dd\u08e2])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Some scripts and emoji need these. In a row, or behind a Latin letter, they only hide. */
const JOINER = /^(?:\u200c|\u200d)$/;
const VARIATION = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
const NEEDS_NONE = /[\p{ASCII}\p{Script=Latin}\p{Cc}\p{Cf}\p{Cs}]$/u;

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text as one line, each such character as an escape: `\n`, `\x1b`, `\u202e` or `\u{e0041}`. */
export function visibleLine(text: string): string {
	return text.replace(UNSEEN, (sign: string, at: number) => {
		const before = text.slice(Math.max(0, at - 2), at);
		return isNeeded(sign, before) ? sign : (NAMES[sign] ?? escapeOf(sign));
	});
}

function isNeeded(sign: string, before: string): boolean {
	if (before === '' || NEEDS_NONE.test(before)) return false;
	return JOINER.test(sign) || (VARIATION.test(sign) && !VARIATION.test([...before].at(-1) ?? ''));
}

/** The same for lines that the program itself has put together: LF stays. */
export function visibleText(text: string): string {
	return text.split('\n').map(visibleLine).join('\n');
}

function escapeOf(sign: string): string {
	const code = sign.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	if (code > 0xffff) return `\\u{${hex}}`;
	return code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}

/** A document as JSON on one line, in which they are escaped: it stays the same document. */
export function visibleJson(document: object, indent?: number): string {
	return JSON.stringify(document, undefined, indent).replace(UNSEEN, (sign) =>
		// Line ends are those of the indentation: JSON escapes all others.
		sign === '\n'
			? sign
			: [...new Array(sign.length).keys()]
					.map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`)
					.join(''),
	);
}
