/** A page of the manual as roff, with the macros of man(7). */

import type { Paragraph, Span, Style } from './markup.ts';
import type { Block, Page } from './page.ts';
import { wrap } from './plain.ts';

const LINE_WIDTH = 78;

export function renderRoff({ name, sections }: Page, version: string): string {
	// No date, so that builds are reproducible.
	const head = `.TH ${macroArgument(name.toUpperCase())} 1 "" ${macroArgument(`credcheck ${version}`)} "User Commands"`;
	const body = sections.flatMap(({ title, blocks }) => [
		`.SH ${macroArgument(title)}`,
		// `.SH` already starts the first paragraph.
		...blocks.flatMap((block, at) => renderBlock(block, at === 0)),
	]);
	// Turn off hyphenation and justification, so that names can be copied from the page.
	return `${[head, '.nh', '.ad l', ...body].join('\n')}\n`;
}

function renderBlock(block: Block, first: boolean): string[] {
	switch (block.kind) {
		case 'term': {
			const [summary, ...more] = block.meaning;
			return [
				'.TP',
				lines(block.name),
				...(summary === undefined ? [] : [lines(summary.spans)]),
				...(more.length === 0 ? [] : ['.RS', ...more.flatMap(renderParagraph), '.RE']),
			];
		}
		case 'example':
			return [...(first ? [] : ['.PP']), lines(block.does), ...verbatim(block.run)];
		default:
			return first ? [lines(block.spans)] : renderParagraph(block);
	}
}

function renderParagraph({ kind, spans }: Paragraph): string[] {
	return [kind === 'item' ? '.IP \\(bu 2' : '.PP', lines(spans)];
}

function verbatim(code: string): string[] {
	return ['.PP', '.RS 4', '.nf', lines([{ style: 'code', text: code }], 1000), '.fi', '.RE'];
}

const FONTS: Readonly<Record<Style, readonly [string, string]>> = {
	text: ['', ''],
	code: ['\\fB', '\\fR'],
	value: ['\\fI', '\\fR'],
};

function lines(spans: readonly Span[], width = LINE_WIDTH): string {
	const text = spans
		.map(({ style, text }) => {
			const [before, after] = FONTS[style];
			return before + escaped(text, style !== 'text') + after;
		})
		.join('');
	// roff would run a line that begins with one of these as a request.
	return wrap(text, width).replaceAll(/^(?=[.'])/gm, '\\&');
}

/** Characters that roff would print as others. What is to be typed must survive being copied from the page. */
const TYPED: Readonly<Record<string, string>> = {
	'-': '\\-',
	"'": '\\(aq',
	'^': '\\(ha',
	'~': '\\(ti',
};

function escaped(text: string, typed: boolean): string {
	const safe = text.replaceAll('\\', '\\e');
	const kept = typed ? safe.replaceAll(/[-'^~]/g, (character) => TYPED[character] as string) : safe;
	return kept.replaceAll(
		/[^\x20-\x7e]/gu,
		(character) => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
	);
}

function macroArgument(text: string): string {
	return `"${text.replaceAll('"', '\\(dq')}"`;
}
