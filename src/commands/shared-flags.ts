/** The flags that several commands have. */

import type { Flags, FlagValues } from './flag.ts';
import { delimiter, encoding, file, oneOf, text } from './values.ts';

export const COMMON_FLAGS = {
	store: {
		value: 'FILE',
		type: file,
		defaultText: '$CREDCHECK_STORE, else in your data folder',
		help: 'the local store',
		manual: `The store, a SQLite file of ranges. Without the flag it is \`$CREDCHECK_STORE\`, else
			\`$XDG_DATA_HOME/credcheck/sha1.sqlite\`, else \`~/.local/share/credcheck/sha1.sqlite\`. With
			\`--kind ntlm\` the default is \`ntlm.sqlite\` in the same folder.`,
		environment: [
			['CREDCHECK_STORE', 'The store, unless `--store` is given.'],
			['XDG_DATA_HOME', 'Where your data folder is; `~/.local/share` if unset.'],
		],
		files: [
			['~/.local/share/credcheck/sha1.sqlite', 'The default store.'],
			['~/.local/share/credcheck/ntlm.sqlite', 'The default store with `--kind ntlm`.'],
		],
	},
	kind: {
		value: 'KIND',
		type: oneOf('sha1', 'ntlm'),
		defaultText: 'that of the store, else sha1',
		help: 'kind of hashes: sha1 or ntlm',
		manual: `The kind of hashes: \`sha1\`, or \`ntlm\` for the NT hashes of Windows accounts, the MD4 of the password in
			UTF-16. A store has hashes of one kind. By default it is that of the store, and \`sha1\` for a new one; a
			store of the other kind is refused. The kind is never guessed from a table: an NT hash looks like an MD5.`,
	},
	json: {
		help: 'print the result as JSON',
		manual: `Print only JSON on stdout: one document on one line, or with \`check\` one for each line of input. An
			error is one line of JSON on stderr, with \`type\`, \`code\`, \`exitCode\`, \`message\` and \`hint\`.`,
	},
	quiet: {
		help: 'print no progress and no summary',
		manual: 'Print no progress and no summary. Warnings and errors are still printed.',
	},
	verbose: {
		help: 'print more detail, and stack traces',
		manual: `Print one line on stderr for each noteworthy event, such as a retry, and the stack trace of an
			error.`,
	},
	color: {
		negated: true,
		help: 'print without color',
		manual: `Print without color. By default, color is used on a terminal, unless \`NO_COLOR\` is set, and
			elsewhere if \`FORCE_COLOR\` is set.`,
		environment: [
			['NO_COLOR', 'If set and not empty, print without color.'],
			[
				'FORCE_COLOR',
				'Use color even off a terminal: `1` for 16 colors, `2` for 256, `3` for 16 million; `0` for none.',
			],
		],
	},
} as const satisfies Flags;

export const SOURCE_FLAGS = {
	source: {
		value: 'URL|DIR|FILE',
		type: file,
		defaultText: '$CREDCHECK_SOURCE, else the Pwned Passwords API',
		help: 'where ranges come from',
		manual: `Where ranges come from, one of:

			- an https URL to which a prefix is appended, as in \`https://api.pwnedpasswords.com/range/ABCDE\`;

			- a folder of range files, named \`ABCDE\` or \`ABCDE.txt\`, or either with \`.gz\` added, also in
			folders by digits, as \`AB/CDE\` or \`ab/cd/abcde.gz\`;

			- one file of \`HASH:COUNT\` lines sorted by hash, as the official downloader writes it, plain or gzipped.
			Lower case, blanks at the end of a line, empty lines and byte order marks do not matter.

			Without the flag it is \`$CREDCHECK_SOURCE\`, else \`https://api.pwnedpasswords.com/range/\`. Redirects
			are not followed.`,
		environment: [
			['CREDCHECK_SOURCE', 'The source, unless `--source` is given.'],
			[
				'https_proxy, http_proxy, all_proxy, no_proxy',
				`The proxies to use, as \`http://HOST:PORT\` or \`HOST:PORT\`, and the hosts, domains and networks to
				reach without them. In upper case if not in lower case.`,
			],
			['NODE_EXTRA_CA_CERTS', 'A file of additional certificates to trust.'],
		],
	},
	allowHttp: {
		help: 'allow plain http to other machines',
		manual: 'Allow plain http to other machines. To this machine it is always allowed.',
	},
} as const satisfies Flags;

/** The format of a table, and its column of hashes. */
export const TABLE_FLAGS = {
	hashColumn: {
		value: 'NAME',
		type: text,
		defaultText: 'auto-detected',
		help: 'hash column',
		manual: `The column of hashes. By default it is found by its header (\`sha1\`, \`sha1_hash\`,
			\`password_sha1\`, \`hash\`, \`password_hash\`, \`password\` and the like; with a store of NTLM
			\`nt_hash\`, \`ntlm\` and the like instead of the first three), else by its content, if exactly one column
			contains hashes of the store's kind. Case, spaces and dashes in headers do not matter. A column can also
			be given by its number, from 1, here and wherever a column is named.`,
	},
	delimiter: {
		value: 'C',
		type: delimiter,
		defaultText: 'auto-detected',
		help: 'comma, semicolon, tab, pipe, colon, or a character',
		manual: `The delimiter of the table: \`comma\`, \`semicolon\`, \`tab\`, \`pipe\` or \`colon\`, by name or as
			the character itself, or any other ASCII character that is not a letter, digit, quote or backslash. By
			default it is one of these five, found in the first lines; a colon only if nearly all lines have a hash
			behind one.`,
	},
	header: {
		negated: true,
		help: 'the first row has data, not names',
		manual: `The first row has data instead of the names of columns. Columns are then given by their number, as in
			\`--hash-column 2 --id-column 1\`. The column of hashes is also found by its content, and that of ids if
			only one column can be it.`,
	},
	encoding: {
		value: 'NAME',
		type: encoding,
		defaultText: 'auto-detected',
		help: 'encoding of the table, such as windows-1252',
		manual: `The encoding of the table: \`utf-8\`, \`utf-16le\`, \`utf-16be\`, \`windows-1252\`, \`iso-8859-15\`,
			\`shift_jis\` or another that web browsers know. By default it is UTF-8, or UTF-16 if there is a byte
			order mark or every second byte is NUL; a table whose header is not UTF-8 is read as Windows-1252, with a
			warning. A byte order mark takes precedence over the flag. Lists are always written in UTF-8.`,
	},
} as const satisfies Flags;

export type CommonFlags = FlagValues<typeof COMMON_FLAGS>;
export type SourceFlags = FlagValues<typeof SOURCE_FLAGS>;
