/** `credcheck sync`: its flags. */

import { type Command, Option } from 'commander';
import type { PrefixInterval } from '../../range/prefix.ts';
import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_AGE_MS,
	DEFAULT_SWEEP_EVERY_MS,
	DEFAULT_TIMEOUT_MS,
	PROBES,
} from '../../sync/defaults.ts';
import {
	addCommonOptions,
	addDelimiterOption,
	addSourceOptions,
	type CommandContext,
	type CommonFlags,
	duration,
	parsePrefixes,
	type SourceFlags,
	type TableFlags,
	wholeNumber,
} from '../flags.ts';

export interface SyncFlags extends CommonFlags, SourceFlags, TableFlags {
	readonly prefixes?: PrefixInterval;
	readonly for?: string;
	readonly maxAge: number;
	readonly concurrency: number;
	readonly full?: boolean;
	readonly ifChanged?: boolean;
	readonly sweepEvery: number;
	readonly timeout: number;
	readonly trustSource?: boolean;
}

export function addSyncCommand(program: Command, context: CommandContext): void {
	const command = program
		.command('sync')
		.description(
			'bring the store of ranges up to date; running it again resumes and is always safe',
		)
		.option('--prefixes <a-b>', 'only these prefixes, both ends in', parsePrefixes)
		.option('--for <accounts.csv>', 'only the prefixes that this table needs')
		.option('--hash-column <name>', 'the column of hashes in that table')
		.addOption(
			new Option(
				'--max-age <duration>',
				'leave alone what was checked more recently than this: 30m, 12h, 7d, 0',
			)
				.argParser(duration('--max-age'))
				.default(DEFAULT_MAX_AGE_MS, '12h'),
		)
		.addOption(
			new Option('--concurrency <n>', 'requests in flight')
				.argParser(wholeNumber('--concurrency', 1, 1024))
				.default(DEFAULT_CONCURRENCY),
		)
		.addOption(new Option('--full', 'fetch again, ignoring age and ETag').conflicts('ifChanged'))
		.option(
			'--if-changed',
			`ask ${PROBES} ranges first, and the others only if one of those has changed. A bulk load touches every range and is never missed; a change to one range in 20 is missed one time in 12, one to a range in 100 three times in 5, until --sweep-every or a later probe finds it`,
		)
		.addOption(
			new Option(
				'--sweep-every <duration>',
				'with --if-changed, ask all the same for what was checked longer ago than this',
			)
				.argParser(duration('--sweep-every'))
				.default(DEFAULT_SWEEP_EVERY_MS, '7d'),
		)
		.addOption(
			new Option(
				'--timeout <duration>',
				'the longest one range may take in all, from its first request on',
			)
				.argParser(duration('--timeout', 1))
				.default(DEFAULT_TIMEOUT_MS, '2m'),
		)
		.option(
			'--trust-source',
			'take what the source gives even where it lacks what is held: when ranges really shrank, or were stored wrong',
		)
		.action(async (flags: SyncFlags) => (await import('./run.ts')).syncCommand(flags, context));
	addDelimiterOption(addSourceOptions(addCommonOptions(command)));
}
