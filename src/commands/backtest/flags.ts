/** The flags of `credcheck backtest`. */

import { ACCOUNT_CLASSES } from '../../table/left-out.ts';
import type { Flags, FlagValues } from '../flag.ts';
import { COMMON_FLAGS, TABLE_FLAGS } from '../shared-flags.ts';
import {
	columns,
	file,
	folder,
	oneOf,
	percent,
	size,
	someOf,
	text,
	wholeNumber,
} from '../values.ts';

/** A run needs a few MB in any case, so a lower limit could not be kept. */
const MIN_MEMORY = 1024 ** 2;

export const BACKTEST_FLAGS = {
	out: {
		value: 'DIR',
		type: folder,
		defaultText: 'credcheck-report-<UTC time>',
		help: 'the report folder',
		manual: `The folder to write the report to; by default \`credcheck-report-<UTC time>\` in the working folder. It
			must not have a report in it yet, unless \`--force\` is given.`,
	},
	...TABLE_FLAGS,
	idColumn: {
		value: 'NAME',
		type: text,
		defaultText: 'auto-detected',
		help: 'account id column',
		manual: `The column of account ids. By default it is found by its header (\`user_id\`, \`account_id\`,
			\`id\`, \`uid\`, \`username\`, \`login\` and the like).`,
	},
	changedColumn: {
		value: 'NAME',
		type: text,
		help: 'use only the newest row of each account',
		manual: `The column with the time of each row, such as \`changed_at\`: of several rows with one id only the newest
			is used, the last one if they have the same time. The others are counted, and otherwise left out. Times
			are read as \`2024-04-03\`, \`2024-04-03 10:00:00\`, \`2024-04-03T10:00:00Z\` (UTC without a zone), or
			as seconds, milliseconds and so on since 1970. A row without a time counts as the oldest.`,
	},
	emailColumn: {
		value: 'NAME',
		type: text,
		defaultText: 'auto-detected',
		help: 'email column',
		manual: `The column of email addresses. By default it is found by its header (\`email\`,
			\`email_address\`, \`mail\` and the like).`,
	},
	breachedEmails: {
		value: 'FILE',
		type: file,
		help: 'email addresses known from breaches',
		manual: `Email addresses known from breaches: one per line, or CSV with an \`email\` column; \`-\` for
			stdin. Surrounding spaces and case are ignored. Without the flag no account is CRITICAL.`,
	},
	minCount: {
		value: 'N',
		type: wholeNumber(1),
		default: 1,
		help: 'count only hashes seen at least N times',
		manual: 'A hash matches only if it was seen at least `N` times.',
	},
	keep: {
		value: 'COLS',
		type: columns,
		help: 'columns to copy into the lists, comma-separated',
		manual:
			"Columns to copy into the lists, separated by commas. A cell with the account's own hash, however it is written, or with what looks like another account's hash, becomes `[hash]`.",
	},
	allowPartial: {
		help: 'continue if the store lacks ranges',
		manual: 'Continue if the store lacks ranges that accounts need; these accounts are UNKNOWN.',
	},
	maxRejected: {
		value: 'PERCENT',
		type: percent,
		defaultText: '10',
		help: 'exit 4 if more rows than this are rejected',
		manual: `The most rows that may be rejected, in percent of all, 0 to 100. If more are, the report is written, its
			rate is that of the rows that could be read, and the back-test exits with 4. See DOUBTS.`,
	},
	expectedRate: {
		value: 'PERCENT',
		type: percent,
		defaultText: '5',
		help: 'ask why if fewer match, beyond chance',
		manual: `The match rate that these accounts have at least. If fewer match than chance allows, a warning asks what
			the hashes are. Say \`0\` if public passwords are kept out, as by a blocklist. See DOUBTS.`,
	},
	failOver: {
		value: 'PERCENT',
		type: percent,
		help: 'exit 1 if the match rate is above this',
		manual: `Exit with 1 if the match rate is above this. The report is written all the same. It never passes if the rate
			is in doubt (4), or may be above this because of accounts that are UNKNOWN (12). See DOUBTS.`,
	},
	groupBy: {
		value: 'COLS',
		type: columns,
		help: 'columns to form cohorts by, comma-separated',
		manual: `Columns whose values divide the accounts into cohorts, such as \`plan,country\`; \`cohorts.csv\`
			compares these; match rates have 95 % Wilson score intervals. A column with more than 1,000 distinct
			values, or more than 10,000 cohorts in all, is an error.`,
	},
	privileged: {
		value: 'COLUMN|FILE',
		type: file,
		help: 'which accounts are privileged',
		manual: `Which accounts are privileged: a column that says so of each, or a file with a name on each line. See
			PRIVILEGED ACCOUNTS.`,
	},
	include: {
		value: 'CLASSES',
		type: someOf(...ACCOUNT_CLASSES),
		help: 'also check machine, krbtgt, disabled, history',
		manual: `Accounts of a Windows domain that are checked although they are not people's: \`machine\`,
			\`krbtgt\`, \`disabled\` and \`history\`, separated by commas, or \`all\`. By default they are left
			out and counted. See ACCOUNTS OF A DOMAIN.`,
	},
	names: {
		help: "find passwords made from the account's own name",
		manual: `Find accounts whose password is made from their own name, such as \`Ali123\`. They are candidates
			even if their password is in no breach. See NAMES.`,
	},
	nameColumns: {
		value: 'COLS',
		type: columns,
		requires: 'names',
		defaultText: 'auto-detected',
		help: 'name columns for --names, comma-separated',
		manual: `The columns of names, separated by commas. By default they are found by their headers (\`first_name\`,
			\`last_name\`, \`name\`, \`username\`, \`email\` and the like). Requires \`--names\`.`,
	},
	previous: {
		value: 'DIR',
		type: folder,
		help: 'compare with an earlier report',
		manual: `The folder of an earlier report. Each candidate is marked \`new\`, \`still\` or
			\`rotated_to_breached\`, and accounts that are no longer candidates are counted. See SINCE LAST TIME.`,
	},
	exclude: {
		value: 'FILE|DIR',
		type: file,
		repeatable: true,
		help: 'accounts not to list; may be repeated',
		manual: `Candidates not to list: a file of account ids, one per line or as CSV with an id column, \`-\` for
			stdin; or a list or report folder of an earlier run, which excludes only accounts whose password is
			still the same. The lists in a folder must be unchanged. May be repeated.`,
	},
	limit: {
		value: 'N',
		type: wholeNumber(1),
		help: 'list at most N candidates, CRITICAL first',
		manual:
			'List at most `N` candidates, CRITICAL ones first. The others are counted, and appear only in `all-candidates.csv`.',
	},
	order: {
		value: 'ORDER',
		type: oneOf('count', 'input'),
		requires: 'limit',
		help: 'order for --limit: count (default) or input',
		manual: `Which candidates of a verdict \`--limit\` selects: with \`count\`, the default, those whose password was
			seen most often, as far as \`tier\` and \`breach_count\` show; with \`input\`, the first rows. The lists stay in
			input order. Requires \`--limit\`.`,
	},
	refKey: {
		value: 'FILE',
		type: file,
		defaultText: '$CREDCHECK_REF_KEY, else in your configuration folder',
		help: 'key of credential_ref; created if missing',
		manual: `The key of \`credential_ref\`: 32 random bytes, created at first use with mode 0600. Without the
			flag it is \`$CREDCHECK_REF_KEY\`, else \`$XDG_CONFIG_HOME/credcheck/credential-ref.key\`, else
			\`~/.config/credcheck/credential-ref.key\`. Keep it: reports made with different keys cannot be
			compared.`,
		environment: [
			['CREDCHECK_REF_KEY', 'The key file, unless `--ref-key` is given.'],
			['XDG_CONFIG_HOME', 'Where your configuration folder is; `~/.config` if unset.'],
		],
		files: [['~/.config/credcheck/credential-ref.key', 'The default key of `credential_ref`.']],
	},
	exactCounts: {
		help: 'write exact counts, which lead back to hashes',
		manual: `Write the exact count of each hash into the lists. By default \`breach_count\` is rounded down, so that it
			does not identify the hash. See COUNTS.`,
	},
	plainCsv: {
		help: 'do not escape cells that look like formulas',
		manual: `Write cells as they are, for programs that read the lists. By default a cell that a spreadsheet
			would run as a formula is escaped with a leading \`'\`. See SPREADSHEETS.`,
	},
	splitRows: {
		value: 'N',
		type: wholeNumber(1),
		help: 'split lists into files of at most N rows',
		manual: `Start a new file, \`nudge-candidates-2.csv\` and so on, after \`N\` rows of a list. A spreadsheet
			has room for 1,048,575 below its header.`,
	},
	alert: {
		value: 'FILE',
		type: file,
		help: 'notify the webhook whose URL is in this file',
		manual: `Post to the incoming webhook whose URL is the first line of this file, if there are CRITICAL accounts
			or the match rate is above \`--fail-over\`. See ALERTS.`,
	},
	force: {
		help: 'replace an existing report',
		manual: `Write into a folder that already has a report, and replace that report in one step. Only files that
			its \`summary.json\` names are replaced, and never one that this run reads, nor the report of
			\`--exclude\`.`,
	},
	memory: {
		value: 'SIZE',
		type: size(MIN_MEMORY),
		defaultText: 'an eighth of what is available, at most 1.5G',
		help: 'memory for accounts and threads, such as 256M',
		manual: `The memory for accounts and threads, such as \`256M\` or \`4G\`: the process takes no more than this and
			150 MB for the program itself, or at worst a tenth more, however many rows the table has and whatever is in
			them. By default an
			eighth of the memory that the process may use, at most 1.5 GiB. Each thread takes 17 to 27 MiB of it; if
			they would take more than three fifths, fewer are used, as \`--verbose\` says. Smaller values count as \`32M\`.
			With two threads \`1G\` is enough for 23 million accounts. A larger table is processed in batches and read
			several times, so less memory costs time. Lists of \`--exclude\`, \`--previous\` and
			\`--breached-emails\` are part of it, and refused if it has no room for them; while they are read they may
			take as much again. Five things are added: a bit for each row if rows are left out, privileged or repeated;
			about 35 bytes for each shared password if there are batches and more of them than one for each 60 bytes of
			\`SIZE\`; with \`--names\` up to 100 MB for names and 4 to 8 bytes per account; about 700 bytes for each name of
			a \`--privileged\` file in each thread; and with \`--limit N\` up to 170 bytes for each of \`N\` candidates. The
			output does not depend on the memory.`,
	},
	workers: {
		value: 'N',
		type: wholeNumber(1, 256),
		defaultText: 'one per core, fewer for a small table',
		help: 'threads',
		manual: `The number of threads, 1 to 256, as far as \`--memory\` has room for them; by default one per core, fewer
			for a small table. A table below 256 KiB, about 3,000 accounts, uses none by default, unless it is gzipped
			or \`--names\` is given. If many ranges have to be read, as many threads again are started, since threads wait for the disk. The
			output does not depend on the threads.`,
	},
	...COMMON_FLAGS,
} as const satisfies Flags;

export type BacktestFlags = FlagValues<typeof BACKTEST_FLAGS>;
