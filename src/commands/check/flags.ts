/** `credcheck check`: its flags. */

import type { Command } from 'commander';
import {
	addCommonOptions,
	addSourceOptions,
	type CommandContext,
	type CommonFlags,
	type SourceFlags,
} from '../flags.ts';

export interface CheckFlags extends CommonFlags, SourceFlags {
	readonly hash?: boolean;
	readonly online?: boolean;
}

export function addCheckCommand(program: Command, context: CommandContext): void {
	const command = program
		.command('check')
		.description(
			'ask for one password at a time: at a prompt without echo, or one a line from a pipe',
		)
		.option('--hash', 'what is given are SHA-1 hashes')
		.option('--online', 'ask the source for a range that the store lacks, and keep it')
		.action(async (flags: CheckFlags) => (await import('./run.ts')).checkCommand(flags, context));
	addSourceOptions(addCommonOptions(command));
}
