/** `credcheck verify`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS } from '../shared-flags.ts';

const FLAGS = {
	repair: {
		help: 'fetch damaged ranges again',
		manual: `Fetch damaged ranges from the source again. Tables that are damaged are mended first: rows that are not as they
			were written are dropped, such as records of past syncs. If the tally of checks is wrong and no row accounts for it,
			any range may be an older copy: then all ranges are fetched again. A file whose pages do not fit together cannot be
			mended.`,
	},
	...SOURCE_FLAGS,
	...COMMON_FLAGS,
} as const satisfies Flags;

export type VerifyFlags = FlagValues<typeof FLAGS>;

export const VERIFY = defineCommand({
	name: 'verify',
	summary: 'check every stored range and what is recorded of it',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).verifyCommand(flags, context),
	manual: {
		description: `Reads every range in the store and compares it with its SHA-256, its prefix and kind, and the record of
			its last check: each range has one, and each of these a range. The store's other tables are checked, too. If
			\`meta\`, the table that describes the store itself, is damaged, only that is reported: \`--repair\` mends it and
			checks the rest. No other command reads all ranges: a \`sync\` skips those that its source reports as unchanged.
			Once a month is often enough.`,
		examples: [
			['credcheck verify', 'Look for damage.'],
			['credcheck verify --repair', 'Look for damage, and fetch damaged ranges again.'],
		],
		exits: ['SOURCE_UNAVAILABLE'],
		seeAlso: ['sync', 'status'],
	},
});
