/** `credcheck backtest`: its flags. */

import { type Command, Option } from 'commander';
import {
	addCommonOptions,
	addDelimiterOption,
	type CommandContext,
	type CommonFlags,
	parsePercent,
	size,
	type TableFlags,
	wholeNumber,
} from '../flags.ts';

export interface BacktestFlags extends CommonFlags, TableFlags {
	readonly out?: string;
	readonly breachedEmails?: string;
	readonly minCount?: number;
	readonly keep?: string;
	readonly allowPartial?: boolean;
	readonly failOver?: number;
	readonly groupBy?: string;
	readonly names?: boolean;
	readonly nameColumns?: string;
	readonly previous?: string;
	readonly exclude?: readonly string[];
	readonly limit?: number;
	readonly order?: 'count' | 'input';
	readonly refKey?: string;
	readonly plainCsv?: boolean;
	readonly splitRows?: number;
	readonly alert?: string;
	readonly force?: boolean;
	readonly workers?: number;
	readonly memory?: number;
}

/** With less, the few MB that are taken anyway would be more than was asked for. */
const MIN_MEMORY = 1024 ** 2;

export function addBacktestCommand(program: Command, context: CommandContext): void {
	const command = program
		.command('backtest')
		.description(
			'say what share of a table of accounts has a breached password, and list whom to act on',
		)
		.argument('<accounts.csv>', 'the table, or - for stdin; gzip is read as such')
		.option('--out <dir>', 'the report folder (default: credcheck-report-<UTC time>)')
		.option(
			'--hash-column <name>',
			'the column of hashes, if it is not to be found by name or content',
		)
		.option('--id-column <name>', 'the column of account ids')
		.option('--email-column <name>', 'the column of mail addresses')
		.option(
			'--breached-emails <file>',
			'addresses known from breaches: one a line, or CSV with an email column',
		)
		.option(
			'--min-count <n>',
			'how often a hash must have been seen to count (default: 1)',
			wholeNumber('--min-count', 1, Number.MAX_SAFE_INTEGER),
		)
		.option('--keep <cols>', 'columns to copy into the lists, separated by commas')
		.option('--allow-partial', 'go on where the store lacks ranges; those accounts are UNKNOWN')
		.option('--fail-over <percent>', 'exit 1 when the match rate is above this', parsePercent)
		.option('--group-by <cols>', 'columns whose values make groups to compare, separated by commas')
		.option('--names', 'find accounts whose password is made of their own name')
		.option(
			'--name-columns <cols>',
			'with --names, the columns of names, separated by commas, if they are not to be found by name',
		)
		.option('--previous <dir>', 'an earlier report: say what has changed since')
		.option(
			'--exclude <file>',
			'accounts that are not to be listed: ids; or an earlier list, or the folder of a report, of which those with the same password are left out; may be given again',
			(path: string, before: readonly string[] = []) => [...before, path],
		)
		.option(
			'--limit <n>',
			'list no more candidates than this, CRITICAL ones first',
			wholeNumber('--limit', 1, Number.MAX_SAFE_INTEGER),
		)
		.addOption(
			new Option(
				'--order <order>',
				'which ones --limit takes first: those seen most often (the default), or as they come',
			).choices(['count', 'input']),
		)
		.option(
			'--ref-key <file>',
			'the key of credential_ref, made when it is not there; else $CREDCHECK_REF_KEY, else in the configuration folder of this user',
		)
		.option(
			'--plain-csv',
			'write cells as they are, also those that a spreadsheet takes for a formula',
		)
		.option(
			'--split-rows <n>',
			'begin a new file after so many rows of a list; a sheet holds 1048575',
			wholeNumber('--split-rows', 1, Number.MAX_SAFE_INTEGER),
		)
		.option(
			'--alert <file>',
			'post the numbers to the webhook whose URL is in this file, when there are CRITICAL accounts or the match rate is above --fail-over',
		)
		.option('--force', 'write into a folder that already holds a report')
		.option(
			'--memory <size>',
			'what the accounts may take beside the program itself, such as 256M (default: an eighth of the machine, 1.25G at most); with less, the table is read more often',
			size('--memory', MIN_MEMORY),
		)
		.option(
			'--workers <n>',
			'threads, 1 to 256 (default: one for each core; fewer, or none, for a small table)',
			wholeNumber('--workers', 1, 256),
		)
		.action(async (accounts: string, flags: BacktestFlags) =>
			(await import('./run.ts')).backtestCommand(accounts, flags, context),
		);
	addDelimiterOption(addCommonOptions(command));
}
