/** The manual of a command, or of the program, as a page: sections of blocks for a renderer to format. */

import { type ErrorCode, EXIT_CODES } from '../../errors.ts';
import { type Command, capitalized, type Manual, usageOf } from '../command.ts';
import { type Flag, nameOf, type Term } from '../flag.ts';
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

interface PageSection {
	readonly title: string;
	readonly blocks: readonly Block[];
}

export interface Page {
	/** Such as `credcheck-sync`. */
	readonly name: string;
	readonly sections: readonly PageSection[];
}

export function commandPage(command: Command): Page {
	const { name, summary, flags, manual } = command;
	const own = Object.entries(flags).filter(([key]) => !(key in COMMON_FLAGS));
	const common = Object.entries(flags).filter(([key]) => key in COMMON_FLAGS);
	return page({
		name: pageName(name),
		summary,
		usage: `credcheck ${name} ${usageOf(command)}`,
		manual,
		listings: [
			{ title: 'OPTIONS', blocks: [...own.map(flagTerm), HELP_TERM] },
			{ title: 'COMMON OPTIONS', blocks: common.map(flagTerm) },
		],
		flags: Object.values(flags),
		exits: [...EVERY_COMMAND, ...('store' in flags ? EVERY_STORE : []), ...(manual.exits ?? [])],
		seeAlso: ['credcheck', ...(manual.seeAlso ?? []).map(pageName)],
	});
}

export function overviewPage(commands: readonly Command[]): Page {
	const common: [string, Flag][] = Object.entries(COMMON_FLAGS);
	return page({
		name: 'credcheck',
		...OVERVIEW,
		usage: 'credcheck COMMAND [OPTIONS]',
		listings: [
			{ title: 'COMMANDS', blocks: commands.map(commandTerm) },
			{ title: 'COMMON OPTIONS', blocks: [...common.map(flagTerm), HELP_TERM] },
		],
		flags: commands.flatMap(({ flags }) => Object.values(flags)),
		exits: Object.keys(EXIT_CODES) as ErrorCode[],
		seeAlso: commands.map(({ name }) => pageName(name)),
	});
}

/** Errors that can end every command, and those that can end every command that opens the store. */
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

interface PageSource {
	readonly name: string;
	readonly summary: string;
	readonly usage: string;
	readonly manual: Manual;
	/** Commands and options. */
	readonly listings: readonly PageSection[];
	/** The flags whose files and variables are listed. */
	readonly flags: readonly Flag[];
	readonly exits: readonly ErrorCode[];
	/** Names of other pages. */
	readonly seeAlso: readonly string[];
}

/** The sections that every page has, without those that are empty. */
function page({ name, summary, usage, manual, listings, flags, exits, seeAlso }: PageSource): Page {
	const { description, sections = [], examples, files = [], environment = [] } = manual;
	// Several commands have the same flag.
	const distinct = (listed: readonly Term[]) => [...new Map(listed)].map(term);
	const all: PageSection[] = [
		{ title: 'NAME', blocks: parseParagraphs(`${name} - ${summary}`) },
		{ title: 'SYNOPSIS', blocks: parseParagraphs(`\`${usage}\``) },
		{ title: 'DESCRIPTION', blocks: parseParagraphs(description) },
		...listings,
		...sections.map(({ title, text = '', terms = [] }) => ({
			title,
			blocks: [...(text === '' ? [] : parseParagraphs(text)), ...terms.map(term)],
		})),
		{
			title: 'EXAMPLES',
			blocks: examples.map(([run, does]) => ({ kind: 'example', does: parseSpans(does), run })),
		},
		{ title: 'FILES', blocks: distinct([...flags.flatMap((flag) => flag.files ?? []), ...files]) },
		{
			title: 'ENVIRONMENT',
			blocks: distinct([...flags.flatMap((flag) => flag.environment ?? []), ...environment]),
		},
		{ title: 'EXIT STATUS', blocks: [term(['0', 'Done.']), ...exitTerms(exits)] },
		{ title: 'SEE ALSO', blocks: parseParagraphs(seeAlso.map((see) => `${see}(1)`).join(', ')) },
	];
	return { name, sections: all.filter(({ blocks }) => blocks.length > 0) };
}

function exitTerms(codes: readonly ErrorCode[]): Block[] {
	return [...new Set(codes)]
		.toSorted((a, b) => EXIT_CODES[a] - EXIT_CODES[b])
		.map((code) => term([`${EXIT_CODES[code]} ${code}`, EXIT_MEANINGS[code]]));
}

function flagTerm([key, flag]: readonly [string, Flag]): Block {
	const name: Span[] = [{ style: 'code', text: nameOf(key, flag) }];
	const meaning = parseParagraphs(flag.manual);
	if (flag.value !== undefined) {
		name.push({ style: 'text', text: ' ' }, { style: 'value', text: flag.value });
		if (flag.default !== undefined) {
			meaning.push(...parseParagraphs(`Default: ${flag.defaultText ?? flag.default}.`));
		}
	}
	return { kind: 'term', name, meaning };
}

function commandTerm({ name, operands, summary }: Command): Block {
	const usage = `${name} ${usageOf({ operands, flags: {} })}`.trimEnd();
	return term([usage, `${capitalized(summary)}.`]);
}

function term([name, meaning]: Term): Block {
	return { kind: 'term', name: [{ style: 'code', text: name }], meaning: parseParagraphs(meaning) };
}
