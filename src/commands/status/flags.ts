/** `credcheck status`: its flags. */

import { type Command, Option } from 'commander';
import type { PrefixInterval } from '../../range/prefix.ts';
import { DEFAULT_MAX_AGE_MS } from '../../sync/defaults.ts';
import { addCommonOptions, type CommonFlags, duration, parsePrefixes } from '../flags.ts';

export interface StatusFlags extends CommonFlags {
	readonly maxAge: number;
	readonly prefixes?: PrefixInterval;
}

export function addStatusCommand(program: Command): void {
	const command = program
		.command('status')
		.description(
			'say what the store holds, how old it is, what the last sync could not fetch, and what the next one would ask for',
		)
		.addOption(
			new Option('--max-age <duration>', 'as the next sync will be given it')
				.argParser(duration('--max-age'))
				.default(DEFAULT_MAX_AGE_MS, '12h'),
		)
		.option('--prefixes <a-b>', 'as the next sync will be given it', parsePrefixes)
		.action(async (flags: StatusFlags) => (await import('./run.ts')).statusCommand(flags));
	addCommonOptions(command);
}
