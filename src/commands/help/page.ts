/** The manual of a command, or of the program, as a page: sections of blocks that a renderer writes out. */

import { type ErrorCode, EXIT_CODES } from '../../errors.ts';
import { type Command, type Manual, synopsisOf } from '../command.ts';
import { type Flag, type Flags, nameOf, type Term } from '../flag.ts';
import { COMMON_FLAGS } from '../shared-flags.ts';
import { EXIT_MEANINGS } from './exit-meanings.ts';
import { type Paragraph, parseParagraphs, parseSpans, type Span } from './markup.ts';
import { OVERVIEW } from './overview.ts';

export type Block =
	| Paragraph
	/** A name, and below it what it means. */
	| { readonly kind: 'term'; readonly name: readonly Span[]; readonly meaning: Paragraph[] }
	/** A command line, and above it what it does. */
	| { readonly kind: 'example'; readonly does: readonly Span[]; readonly run: string };

export interface PageSection {
	readonly title: string;
	readonly blocks: readonly Block[];
}

export interface Page {
	/** `credcheck-sync`. */
	readonly name: string;
	readonly sections: readonly PageSection[];
}

export function commandPage(command: Command): Page {
	const { name, summary, flags, manual } = command;
	const own = Object.entries(flags).filter(([, { group }]) => group === undefined);
	const common = Object.entries(flags).filter(([, { group }]) => group !== undefined);
	return page(pageName(name), summary, [
		{ title: 'SYNOPSIS', blocks: [typed(synopsisOf(command))] },
		{ title: 'DESCRIPTION', blocks: parseParagraphs(manual.description) },
		{ title: 'OPTIONS', blocks: [...own.map(flagTerm), HELP_TERM] },
		{ title: 'COMMON OPTIONS', blocks: common.map(flagTerm) },
		...ownSections(manual),
		...references(manual, Object.values(flags)),
		exitStatus([...EVERY_COMMAND, ...(command.about ? [] : EVERY_STORE), ...manual.exits]),
		seeAlso(['credcheck', ...manual.seeAlso.map(pageName)]),
	]);
}

export function overviewPage(commands: readonly Command[]): Page {
	const flags: Flags = COMMON_FLAGS;
	return page('credcheck', OVERVIEW.summary, [
		{ title: 'SYNOPSIS', blocks: [typed('credcheck COMMAND [OPTIONS]')] },
		{ title: 'DESCRIPTION', blocks: parseParagraphs(OVERVIEW.manual.description) },
		{ title: 'COMMANDS', blocks: commands.map(commandTerm) },
		{ title: 'COMMON OPTIONS', blocks: [...Object.entries(flags).map(flagTerm), HELP_TERM] },
		...ownSections(OVERVIEW.manual),
		...references(
			OVERVIEW.manual,
			commands.flatMap((command) => Object.values(command.flags)),
		),
		exitStatus(Object.keys(EXIT_CODES) as ErrorCode[]),
		seeAlso(commands.map(({ name }) => pageName(name))),
	]);
}

/** What every command may end with, and what each that opens the store. */
const EVERY_COMMAND: readonly ErrorCode[] = [
	'USAGE',
	'OUTPUT',
	'INTERNAL',
	'INTERRUPTED',
	'TERMINATED',
];
const EVERY_STORE: readonly ErrorCode[] = [
	'INCOMPLETE',
	'STORE_MISSING',
	'STORE_LOCKED',
	'NATIVE_MISSING',
];

const HELP_TERM = term(['-h, --help', 'Show the short help.']);

function pageName(command: string): string {
	return `credcheck-${command}`;
}

function page(name: string, summary: string, sections: readonly PageSection[]): Page {
	const title: PageSection = {
		title: 'NAME',
		blocks: [{ kind: 'paragraph', spans: [{ style: 'text', text: `${name} - ${summary}` }] }],
	};
	return { name, sections: [title, ...sections].filter(({ blocks }) => blocks.length > 0) };
}

function ownSections({ sections = [] }: Manual): PageSection[] {
	return sections.map(({ title, text, terms = [] }) => ({
		title,
		blocks: [...(text === undefined ? [] : parseParagraphs(text)), ...terms.map(term)],
	}));
}

/** What is asked for by those who know the command. */
function references(manual: Manual, flags: readonly Flag[]): PageSection[] {
	const { examples, files = [], environment = [] } = manual;
	// Several commands may have the same flag.
	const distinct = (terms: readonly Term[]) => [...new Map(terms)].map(term);
	return [
		{
			title: 'EXAMPLES',
			blocks: examples.map(({ does, run }) => ({ kind: 'example', does: parseSpans(does), run })),
		},
		{
			title: 'FILES',
			blocks: distinct([...flags.flatMap((flag) => flag.files ?? []), ...files]),
		},
		{
			title: 'ENVIRONMENT',
			blocks: distinct([...flags.flatMap((flag) => flag.environment ?? []), ...environment]),
		},
	];
}

function exitStatus(codes: readonly ErrorCode[]): PageSection {
	const rows = [...new Set(codes)]
		.toSorted((a, b) => EXIT_CODES[a] - EXIT_CODES[b])
		.map((code) => term([`${EXIT_CODES[code]} ${code}`, EXIT_MEANINGS[code]]));
	return { title: 'EXIT STATUS', blocks: [term(['0', 'Done.']), ...rows] };
}

function seeAlso(pages: readonly string[]): PageSection {
	const text = pages.map((name) => `${name}(1)`).join(', ');
	return { title: 'SEE ALSO', blocks: [{ kind: 'paragraph', spans: [{ style: 'text', text }] }] };
}

function flagTerm([key, flag]: readonly [string, Flag]): Block {
	const value: Span[] =
		flag.value === undefined ? [] : [text(' '), { style: 'value', text: flag.value }];
	const meaning = parseParagraphs(flag.manual);
	if (flag.value !== undefined && flag.default !== undefined) {
		meaning.push(...parseParagraphs(`Default: ${flag.defaultText ?? flag.default}.`));
	}
	return {
		kind: 'term',
		name: [{ style: 'code', text: nameOf(key, flag) }, ...value],
		meaning,
	};
}

function commandTerm({ name, operands, summary }: Command): Block {
	return term([
		synopsisOf({ name, operands, flags: {} }).replace('credcheck ', ''),
		`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
	]);
}

function term([name, meaning]: Term): Block {
	return { kind: 'term', name: [{ style: 'code', text: name }], meaning: parseParagraphs(meaning) };
}

function typed(line: string): Block {
	return { kind: 'paragraph', spans: [{ style: 'code', text: line }] };
}

function text(words: string): Span {
	return { style: 'text', text: words };
}
