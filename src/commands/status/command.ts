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
		manual: 'The `--max-age` to assume for the next sync.',
	},
	prefixes: {
		value: 'A-B',
		type: prefixes,
		help: '--prefixes of the next sync',
		manual: 'The `--prefixes` to assume for the next sync. By default it requests all ranges.',
	},
	...COMMON_FLAGS,
} as const satisfies Flags;

export type StatusFlags = FlagValues<typeof FLAGS>;

export const STATUS = defineCommand({
	name: 'status',
	summary: 'show what is in the store and how old it is',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).statusCommand(flags, context),
	manual: {
		description: `Shows what is in the store, how old it is, how the last sync ended, which ranges could not be
			fetched when they were last requested and since when, and how many ranges the next sync would request.
			This forecast is for a sync without \`--if-changed\`.`,
		examples: [
			['credcheck status', 'Show the state of the store.'],
			['credcheck status --json', 'The same for a monitoring script.'],
		],
		seeAlso: ['sync', 'verify'],
	},
});
