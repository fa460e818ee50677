/**
 * The markup of manual texts: paragraphs separated by empty lines, list items that begin with `- `, and literal
 * text in backquotes. Line ends and indentation within a paragraph are ignored.
 */

/** Plain text, literal text, or a placeholder. */
export type Style = 'text' | 'code' | 'value';

export interface Span {
	readonly style: Style;
	readonly text: string;
}

export interface Paragraph {
	readonly kind: 'paragraph' | 'item';
	readonly spans: readonly Span[];
}

export function parseParagraphs(markup: string): Paragraph[] {
	return markup.split(/\n\s*\n/).map((paragraph) => {
		const text = paragraph.trim().replaceAll(/\s+/g, ' ');
		return text.startsWith('- ')
			? { kind: 'item', spans: parseSpans(text.slice(2)) }
			: { kind: 'paragraph', spans: parseSpans(text) };
	});
}

export function parseSpans(markup: string): Span[] {
	return markup
		.split('`')
		.map((text, index): Span => ({ style: index % 2 === 1 ? 'code' : 'text', text }))
		.filter(({ text }) => text !== '');
}
