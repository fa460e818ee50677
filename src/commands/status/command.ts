/** `credcheck status`: its definition. */

import { DEFAULT_MAX_AGE_MS } from '../../sync/defaults.ts';
import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS } from '../shared-flags.ts';
import { duration, prefixes } from '../values.ts';

const FLAGS = {
	maxAge: {
		value: 'DURATION',
		type: duration(),
		default: DEFAULT_MAX_AGE_MS,
		defaultText: '12h',
		help: '--max-age of the next sync',
		manual: 'The `--max-age` of the next sync, from which its requests are forecast.',
	},
	prefixes: {
		value: 'A-B',
		type: prefixes,
		help: '--prefixes of the next sync',
		manual: 'The `--prefixes` that the next sync will be given; all ranges if left out.',
	},
	...COMMON_FLAGS,
} as const satisfies Flags;

export type StatusFlags = FlagValues<typeof FLAGS>;

export const STATUS = defineCommand({
	name: 'status',
	summary: 'show what the store holds and how old it is',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).statusCommand(flags, context),
	manual: {
		description: `Shows what the store holds, how old it is, how the last sync ended, which ranges could not be
			fetched when they were last requested and since when, and what the next sync would request. That
			forecast does not assume \`--if-changed\`.`,
		examples: [
			{ run: 'credcheck status', does: 'Show the store.' },
			{ run: 'credcheck status --json', does: 'The same for a monitoring script.' },
		],
		exits: [],
		seeAlso: ['sync', 'verify'],
	},
});
