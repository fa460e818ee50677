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
		manual: `If the store lacks a range, fetch it from the source and store it. Only the prefix, the first five hex
			digits of the hash, is sent.`,
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
			without showing what is typed; from a pipe it reads one per line. It prints one answer per line, in
			input order; with \`--json\`, one document per line.

			A password is never taken as an argument, since other users of the machine can read arguments.`,
		sections: [
			{
				title: 'ANSWERS',
				terms: [
					['A number', 'How often the password was seen in breaches.'],
					['not found', 'The password is not in the store.'],
					['range missing', 'The store lacks the range.'],
					['range not fetched', 'With `--online`: the range could not be fetched.'],
					['not a hash', 'With `--hash`: the line is not a SHA-1 hash.'],
				],
				text: 'After `range missing`, `range not fetched` and `not a hash` the exit code is not 0.',
			},
		],
		examples: [
			['credcheck check', 'Look up a password, typed at a prompt.'],
			['credcheck check --hash --json < hashes.txt', 'Look up a list of hashes.'],
			['credcheck check --online', 'Look up a password without syncing first.'],
		],
		exits: ['INPUT', 'STORE_PARTIAL', 'SOURCE_UNAVAILABLE'],
		seeAlso: ['sync', 'backtest'],
	},
});
