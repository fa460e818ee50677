/** `credcheck check`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS } from '../shared-flags.ts';

const FLAGS = {
	hash: {
		help: 'read SHA-1 hashes instead of passwords',
		manual: 'Read SHA-1 hashes, 40 hex digits each in either case, instead of passwords.',
	},
	online: {
		help: 'fetch a range that the store lacks, and keep it',
		manual: `Fetch a range that the store lacks from the source, and keep it in the store. Only the prefix,
			the first five hex digits of the hash, is sent.`,
	},
	...SOURCE_FLAGS,
	...COMMON_FLAGS,
} as const satisfies Flags;

export type CheckFlags = FlagValues<typeof FLAGS>;

export const CHECK = defineCommand({
	name: 'check',
	summary: 'look up passwords one at a time',
	operands: {},
	flags: FLAGS,
	run: async (_, flags, context) => (await import('./run.ts')).checkCommand(flags, context),
	manual: {
		description: `Looks up one password at a time, or one hash with \`--hash\`. On a terminal it asks for one
			without showing what is typed; from a pipe it reads one per line. For each, in input order, it prints
			how often the password was seen in breaches, or \`not found\`. With \`--json\` it prints one document per
			line.

			A password is never taken as an argument, since other users of the machine can read arguments.

			If there is no answer it prints the reason: \`range missing\` if the store lacks the range,
			\`range not fetched\` if it could not be fetched, \`not a hash\` if the line is not one. The exit code
			then is not 0.`,
		examples: [
			['credcheck check', 'Look up a password, typed at a prompt.'],
			['credcheck check --hash --json < hashes.txt', 'Look up a list of hashes.'],
			['credcheck check --online', 'Look up a password without a sync before.'],
		],
		exits: ['INPUT', 'STORE_PARTIAL', 'SOURCE_UNAVAILABLE'],
		seeAlso: ['sync', 'backtest'],
	},
});
