/** `credcheck check`: its definition. */

import { defineCommand } from '../command.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, SOURCE_FLAGS } from '../shared-flags.ts';

const FLAGS = {
	hash: {
		help: 'read hashes instead of passwords',
		manual: `Read hashes instead of passwords: 40 hex digits of SHA-1, or with a store of NTLM 32, in either case. Lines
			as \`sha1sum\` and \`openssl sha1\` print them are read, too.`,
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

			A password is never taken as an argument, since other users of the machine can read arguments.

			Passwords are expected in UTF-8, or in UTF-16 with a byte order mark, one a line; lines may end in LF or CR
			LF. An empty line is the empty password, and blanks at the ends of a line are part of the password. With a
			store of SHA-1 the bytes of a line are hashed, with one of NTLM its text in UTF-16.

			Input that cannot be passwords is refused: with NUL bytes (UTF-16 without a byte order mark), with lines that
			end in CR alone or are longer than 1 MiB, or with a first line of column names. Lines that look like hashes or
			like an address with a password, or that begin or end with a blank, are counted in a warning, unless they are found.`,
		sections: [
			{
				title: 'ANSWERS',
				terms: [
					['A number', 'How often the password was seen in breaches.'],
					['not found', 'The password is not in the store.'],
					['range missing', 'The store lacks the range.'],
					['range not fetched', 'With `--online`: the range could not be fetched.'],
					['not a hash', "With `--hash`: the line is not a hash of the store's kind."],
					[
						'not readable',
						'The line is not UTF-8, or has U+FFFD where characters were lost before, and its bytes are not in the store: the password may be in another encoding.',
					],
				],
				text: 'After `range missing`, `range not fetched`, `not a hash` and `not readable` the exit code is not 0.',
			},
		],
		examples: [
			['credcheck check', 'Look up a password, typed at a prompt.'],
			['credcheck check --hash --json < hashes.txt', 'Look up a list of hashes.'],
			['credcheck check --kind ntlm', 'Look up the NT hash of a password.'],
			['credcheck check --online', 'Look up a password without syncing first.'],
		],
		exits: ['INPUT', 'STORE_PARTIAL', 'SOURCE_UNAVAILABLE'],
		seeAlso: ['sync', 'backtest'],
	},
});
