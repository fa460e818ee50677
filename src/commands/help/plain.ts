/** A page of the manual as plain text. */

import type { Paragraph, Span } from './markup.ts';
import type { Block, Page } from './page.ts';

const INDENT = '    ';

/** @param width at which text is wrapped, in columns; commands and long words may exceed it */
export function renderPlain({ sections }: Page, width: number): string {
	return sections
		.map(({ title, blocks }) => {
			const written = blocks.map((block) => indent(renderBlock(block, width - INDENT.length)));
			return `${title}\n${written.join('\n\n')}\n`;
		})
		.join('\n');
}

function renderBlock(block: Block, width: number): string {
	switch (block.kind) {
		case 'term': {
			const meaning = block.meaning.map((each) => renderParagraph(each, width - INDENT.length));
			return `${plain(block.name)}\n${indent(meaning.join('\n\n'))}`;
		}
		case 'example':
			return `${wrap(plain(block.does), width)}\n\n${indent(block.run)}`;
		default:
			return renderParagraph(block, width);
	}
}

function renderParagraph({ kind, spans }: Paragraph, width: number): string {
	if (kind === 'paragraph') return wrap(plain(spans), width);
	return `- ${wrap(plain(spans), width - 2).replaceAll('\n', '\n  ')}`;
}

function plain(spans: readonly Span[]): string {
	return spans.map(({ text }) => text).join('');
}

/** Breaks a text at spaces. A word longer than `width` gets a line of its own. */
export function wrap(text: string, width: number): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].join('\n');
}

function indent(text: string): string {
	return text.replaceAll(/^(?=.)/gm, INDENT);
}
