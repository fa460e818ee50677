/**
 * The markup of manual texts: paragraphs separated by empty lines, items that begin with `- `, and literal
 * input in backquotes. Line ends and indentation within a paragraph mean nothing.
 */

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
	return markup
		.trim()
		.split(/\n\s*\n/)
		.map((paragraph) => paragraph.trim().replaceAll(/\s+/g, ' '))
		.map((paragraph) =>
			paragraph.startsWith('- ')
				? { kind: 'item', spans: parseSpans(paragraph.slice(2)) }
				: { kind: 'paragraph', spans: parseSpans(paragraph) },
		);
}

export function parseSpans(markup: string): Span[] {
	return markup
		.split('`')
		.map((text, index): Span => ({ style: index % 2 === 1 ? 'code' : 'text', text }))
		.filter(({ text }) => text !== '');
}
