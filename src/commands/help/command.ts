/** `credcheck help`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { commandName } from '../values.ts';

const FLAGS = {
	roff: {
		help: 'print the page as roff, for man',
		manual: 'Print the page as roff source, which `man -l -` can show.',
	},
} as const satisfies Flags;

export type HelpFlags = FlagValues<typeof FLAGS>;

export const HELP = defineCommand({
	name: 'help',
	summary: 'show the manual of credcheck or of a command',
	operands: {
		topic: { value: 'COMMAND', type: commandName, help: 'the command', optional: true },
	},
	flags: FLAGS,
	run: async ({ topic }, flags, context) =>
		(await import('./run.ts')).helpCommand(topic, flags, context),
	manual: {
		description: `Shows the manual of a command or, without one, of credcheck. The same pages are installed as
			man pages. \`--help\` after a command prints a short form.`,
		examples: [
			['credcheck help sync', 'Show the manual of `sync`.'],
			['credcheck help --roff sync | man -l -', 'The same in the man page viewer.'],
		],
	},
});
