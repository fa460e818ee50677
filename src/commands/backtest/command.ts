/** `credcheck backtest`: its definition, without its flags. */

import { describeReason, REJECT_REASONS } from '../../table/reject-reasons.ts';
import { defineCommand } from '../command.ts';
import { file } from '../values.ts';
import { BACKTEST_FLAGS } from './flags.ts';

export const BACKTEST = defineCommand({
	name: 'backtest',
	summary: 'report which accounts have a breached password',
	operands: {
		accounts: {
			value: 'ACCOUNTS.csv',
			type: file,
			help: 'table of accounts, plain or gzipped; - for stdin',
		},
	},
	flags: BACKTEST_FLAGS,
	run: async ({ accounts }, flags, context) =>
		(await import('./run.ts')).backtestCommand(accounts, flags, context),
	manual: {
		description: `Reports what share of the accounts in a table has a breached password, and lists the accounts to act
			on. The table needs a column of unsalted SHA-1 hashes (40 hex digits) or, with a store of
			NTLM, of NT hashes (32), and one of account
			ids; of a table of hashes alone the ids stay empty. See TABLES for what is read. With \`-\` it is read from stdin, and spooled to an
			unlinked temporary file in \`$TMPDIR\`.

			The store must have the ranges that the accounts need: run \`credcheck sync --for ACCOUNTS.csv\` first.
			Without \`--alert\` nothing is sent anywhere.

			A match means that the password is public, not that the account was taken.

			Hashes may be in hex digits, with what databases and languages write around them such as \`0x\` or \`\\x\`,
			or in base64. Bcrypt, Argon2 and other hashes cannot be looked up, and are rejected, as is a hash with a
			salt beside it. A salted SHA-1 hash alone looks like any other, and never matches. An unusable row is
			rejected without stopping the run, and listed with its reason; only cells that are used are judged.

			Before it writes the report, the run checks itself: that every hash was looked up, that every match is
			found a second time, that the lists are complete, and that hashes taken from the store are found and
			made-up ones are not. If any of these checks fails, no report is written.`,
		sections: [
			{
				title: 'TABLES',
				text: `CSV with a comma, semicolon, tab, pipe or colon, or with any delimiter that \`--delimiter\` gives; in
					double or single quotes, with blanks around them or not; with doubled quotes or backslashes as MySQL
					and PostgreSQL write them; with LF, CRLF, CR or CR CR LF; in UTF-8, UTF-16 or an encoding that
					\`--encoding\` names; with or without a header. Or JSON: an object for each account, one a line, one
					after the other, or all in one array; a value inside another is in the column named by the path to it,
					such as \`profile.email\`. All of it may be gzipped, in several members. The first 256 KB show what a file
					is; guesses are warned of. Any other file is refused by name. Lists of \`--exclude\` and
					\`--breached-emails\` may be in the same formats.`,
			},
			{
				title: 'VERDICTS',
				terms: [
					[
						'CRITICAL',
						'The password is in the store, seen at least `--min-count` times, and the email address in the list of `--breached-emails`. Action: `revoke_session`.',
					],
					[
						'HIGH',
						'The password is in the store, seen at least `--min-count` times, or with `--names` made from the name. Action: `in_app_nudge`.',
					],
					[
						'CLEAN',
						'The password is not in the store, or was seen fewer than `--min-count` times.',
					],
					['UNKNOWN', 'The store lacks the range, and `--allow-partial` was given.'],
				],
			},
			{
				title: 'REPORT FILES',
				text: `A new report folder has mode 0700; an existing one keeps its own, with a warning if others
					can write to it. The files have mode 0600. All files appear in one step, when they are complete; with
					\`--force\` they replace the old report in that step. A run that is killed leaves
					\`.credcheck-unfinished\` in the folder, which the next run that writes there removes. On a file system
					without links the files of a first report appear one by one, \`summary.json\` last, and no report can be
					replaced.`,
				terms: [
					[
						'critical.csv, nudge-candidates.csv',
						'The candidates, in input order: `account_id`, `verdict`, `action`, `reasons`, `breach_count` (rounded down, see COUNTS), `tier` (the class of the count, from `1` to `10000+`), `email_breached` (`yes`, `no` or `not_checked`), `row` (data rows from 1), `credential_ref`; then `since_last` with `--previous`, `name_in_password` with `--names`, `privileged` with `--privileged`, and the columns of `--keep`.',
					],
					[
						'all-candidates.csv',
						'With `--limit` or `--exclude`: `account_id`, `row` and `credential_ref` of every candidate, listed or not.',
					],
					[
						'shared-passwords.csv',
						'Accounts that share a password with another, at most 100 per group: `group` (row of its first account), `size`, `breached`, `account_id`, `row`; with `--privileged` also `privileged`, `mixed_privilege` and the columns of `--keep`.',
					],
					[
						'domain-findings.csv',
						'Of accounts of a domain: `account_id`, `finding` and `row`. ACCOUNTS OF A DOMAIN explains the findings.',
					],
					[
						'cohorts.csv',
						'With `--group-by`: the cohorts, largest first. Those of fewer than ten accounts are merged into `other`.',
					],
					[
						'rejected-rows.csv',
						'The rows that could not be checked: `row` and `reason`, which REJECTED ROWS explains.',
					],
					[
						'report.html',
						'The whole report as one page that loads nothing, runs no scripts and prints well.',
					],
					[
						'summary.json, summary.csv',
						'The figures. `files` in `summary.json` has the size and SHA-256 of every other file of the report; what it does not name is not part of it.',
					],
				],
			},
			{
				title: 'COUNTS',
				text: `The ranges are public, and nearly every large count belongs to one hash: an exact count would lead back to
					the password. So \`breach_count\` means "at least this often": it is rounded down, to two significant
					digits at most, until at least 20 hashes of the store share it (all, if the store has fewer). The figures
					of the summary are exact. \`--exact-counts\` writes exact counts, with a warning. SECURITY.md says what
					each figure of a report tells, and whom.`,
			},
			{
				title: 'REJECTED ROWS',
				terms: REJECT_REASONS.map((reason) => [reason, describeReason(reason) as string]),
			},
			{
				title: 'DOUBTS',
				text: `What puts the match rate in doubt is said before it, and \`--fail-over\` does not pass. These exit with 4 or
					12, the first of them even without \`--fail-over\`; the report is written all the same.`,
				terms: [
					[
						'Rejected rows',
						'More rows were rejected than `--max-rejected` allows, so that the rate is that of the rows that could be read. Rows without a hash count, since a broken export looks the same as accounts without a password.',
					],
					[
						'Few matches',
						'Of 30 accounts or more none matches, or fewer than chance allows: once in ten thousand tables in which as many match as `--expected-rate` says. The hashes may be salted, or of something else.',
					],
					[
						'Other hashes',
						'If few or no accounts match, the table is read again for the hashes of the empty and the twenty most common passwords in other forms: in UTF-16, with a line end, in upper case, hashed twice, with a cell as a salt and the like. One that is found proves how the table was made.',
					],
					['Salts', 'No account matches, and a column is named like `salt`.'],
					['No rows', 'The table has no rows.'],
					[
						'Accounts not looked up',
						'With `--allow-partial`, not one account could be looked up, or the match rate would be above `--fail-over` if the accounts matched that are UNKNOWN: exit code 12.',
					],
				],
			},
			{
				title: 'ACCOUNTS OF A DOMAIN',
				text: `With a store of NTLM the table may be a domain export as it comes: the lines of secretsdump
					(\`DOMAIN\\user:RID:LM:NT:::\`, also with \`-history\`, \`-pwd-last-set\` and \`-user-status\`), pwdump,
					fgdump, gsecdump, hashcat (\`user:NT\`), John the Ripper (\`user:$NT$...\`), Ophcrack,
					\`Format-Custom\` of DSInternals, or mimikatz with \`/csv\`. Its columns are \`account\` (the id: domain, name and
					RID), \`domain\`, \`user\`, \`rid\`, \`password_last_set\`, \`status\`, \`admin\` and \`history\`. Messages,
					Kerberos keys and secrets in it are counted and passed over; passwords in clear text are
					rejected unread. CSV with a column \`SamAccountName\` is of a domain, too.

					Left out, unless \`--include\` names them: machines (names that end in \`$\`), krbtgt, disabled accounts,
					and former passwords. Findings:`,
				terms: [
					[
						'empty_password',
						'The NT hash is that of the empty password. Such accounts are no group of shared passwords.',
					],
					[
						'no_nt_hash',
						'There is no NT hash: the account has no password, or none that is stored. Its row is rejected as `empty`.',
					],
					['lm_hash', 'There is an LM hash, from which any password can be found.'],
				],
			},
			{
				title: 'PRIVILEGED ACCOUNTS',
				text: `\`--privileged\` takes the name of a column, else of a file. Cells that say yes: \`true\`, \`yes\`, \`y\`, \`x\`,
					\`1\` or any number above 0, such as adminCount, and lists of groups with one that Windows protects,
					such as \`Domain Admins\`, separated by semicolons, bars or commas. A file has one name on each line, \`ann\`,
					\`CORP\\ann\`, \`ann@corp.example.com\` or an account id, or is CSV with such a column, or what
					\`net group\` prints; case does not matter. If not one name is in the table, the exit code is 4. In
					\`shared-passwords.csv\`, \`mixed_privilege\` is \`yes\` where a password is shared by privileged and
					other accounts; there all privileged accounts are listed.`,
			},
			{
				title: 'SINCE LAST TIME',
				text: `With \`--previous\`, candidates are matched with those of the earlier report by
					\`credential_ref\`, a keyed hash of the account id and the password hash (see \`--ref-key\`). Account
					ids must be the same from export to export.`,
				terms: [
					['new', 'Not a candidate then.'],
					['still', 'A candidate then, with the same password.'],
					['rotated_to_breached', 'A candidate then, whose new password is breached as well.'],
					['resolved', 'A candidate then, but not now.'],
					['gone', 'A candidate then, but now not in the table, or not in a readable row.'],
					[
						'undetermined',
						'The range is missing, the hash is unusable, or the options changed, such as `--min-count`.',
					],
				],
			},
			{
				title: 'NOTIFYING EACH ACCOUNT ONCE',
				text: `Pass the lists that were acted on to later runs with \`--exclude\`. An account whose password is the
					same is not listed again; one with a new breached password is. Accounts excluded by id are never
					listed. With \`--limit\`, CRITICAL accounts come first, then those with the most often seen passwords, as
					far as \`tier\` and \`breach_count\` show; the lists stay in input order.`,
			},
			{
				title: 'NAMES',
				text: `\`--names\` splits the name columns into words (of an email address, the part before the \`@\`) and
					tries up to 2,657 passwords for each: lower and upper case, doubled, reversed, with digits for letters,
					with 35 beginnings and some 900 endings such as \`1\`, \`2024\` or \`@123\`. It also tries up to 56
					passwords for each two names run together (\`AnnaSmith\`), and for each whole username or local part
					of an email address. An account found this way whose password is in no breach is HIGH with \`breach_count\` 0 (empty where the range is missing) and the reason \`name_in_password\`.

					It does not find names of one or two letters, nicknames, names in the middle of something longer, dates
					such as \`2307\`, or unusual endings: so its figures are lower bounds.`,
			},
			{
				title: 'SPREADSHEETS',
				text: `A spreadsheet runs a cell as a formula if it begins with \`=\`, \`+\`, \`-\`, \`@\`, their full-width
					forms, a tab, a line break or NUL. Such a cell is escaped with a leading \`'\`; if it
					begins with apostrophes before that sign, it gets one more, so that this can be undone. \`--plain-csv\` leaves all cells as they are. A sheet
					has 1,048,576 rows, and the rest is not loaded; the summary names longer lists, and \`--split-rows
					1048575\` splits them.`,
			},
			{
				title: 'ALERTS',
				text: `\`--alert\` posts \`{"text": "..."}\`, which Slack and Mattermost accept, once the report is
					written: the match rate, what is in doubt, the coverage, and how many accounts matched, are CRITICAL, HIGH or UNKNOWN,
					were rejected, or are new. It names no account, file or machine. The URL is a secret and never
					printed; keep its file at mode 0600. It must be https, except to this machine. The attempt
					ends after ten seconds. A failed alert is a warning and does not change the exit code.`,
			},
		],
		examples: [
			['credcheck backtest users.csv', 'Report on a table.'],
			[
				'credcheck backtest users.csv --breached-emails emails.txt --fail-over 5',
				'Distinguish CRITICAL from HIGH, and exit 1 if more than 5 % match.',
			],
			[
				'credcheck backtest week2.csv --limit 500 --exclude week1 --out week2',
				'List the next 500 accounts to notify, none of them twice.',
			],
			['credcheck backtest domain.csv --kind ntlm', 'Report on NT hashes.'],
			[
				'zcat export.csv.gz | credcheck backtest - --json',
				'Read stdin, print the summary as JSON.',
			],
		],
		files: [['credcheck-report-<UTC time>/', 'The report folder, unless `--out` is given.']],
		environment: [['TMPDIR', 'Where stdin is spooled; `/tmp` if unset.']],
		exits: ['THRESHOLD_EXCEEDED', 'INPUT', 'STORE_PARTIAL'],
		seeAlso: ['sync', 'check'],
	},
});
