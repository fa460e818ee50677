/** What `credcheck help` says in addition to the list of commands. */

import type { Manual } from '../command.ts';

export const OVERVIEW: { readonly summary: string; readonly manual: Manual } = {
	summary: 'check account password hashes against known breaches, offline',
	manual: {
		description: `credcheck reports what share of your accounts has a password that is public, and lists the
			accounts to notify. It compares an exported table of SHA-1 or NTLM hashes with a local copy of the Pwned
			Passwords ranges, so no password and no whole hash ever leaves your machine.

			\`sync\` downloads ranges into a local store. It sends only prefixes, the first five hex digits of a
			hash. \`backtest\` looks up a table of accounts in the store and writes a report.

			A match means that the password is public, not that the account was taken.

			\`credcheck COMMAND --help\` lists the options of a command; \`credcheck help COMMAND\` is its manual.`,
		examples: [
			['credcheck sync --for users.csv', 'Fetch the ranges that the accounts in users.csv need.'],
			['credcheck backtest users.csv', 'Report on these accounts.'],
		],
	},
};
