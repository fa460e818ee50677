/** `credcheck verify`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS } from '../shared-flags.ts';

const FLAGS = {
	repair: {
		help: 'fetch damaged ranges again',
		manual: 'Fetch damaged ranges from the source again.',
	},
	...SOURCE_FLAGS,
	...COMMON_FLAGS,
} as const satisfies Flags;

export type VerifyFlags = FlagValues<typeof FLAGS>;

export const VERIFY = defineCommand({
	name: 'verify',
	summary: 'check every stored range against its checksum',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).verifyCommand(flags, context),
	manual: {
		description: `Reads every range in the store and checks it against the checksum kept with it. No other
			command reads them all: a \`sync\` whose source answers "unchanged" does not. Once a month is often
			enough.`,
		examples: [
			{ run: 'credcheck verify', does: 'Look for damage.' },
			{ run: 'credcheck verify --repair', does: 'Fetch damaged ranges again.' },
		],
		exits: ['SOURCE_UNAVAILABLE'],
		seeAlso: ['sync', 'status'],
	},
});
