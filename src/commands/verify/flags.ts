/** `credcheck verify`: its flags. */

import type { Command } from 'commander';
import {
	addCommonOptions,
	addSourceOptions,
	type CommandContext,
	type CommonFlags,
	type SourceFlags,
} from '../flags.ts';

export interface VerifyFlags extends CommonFlags, SourceFlags {
	readonly repair?: boolean;
}

export function addVerifyCommand(program: Command, context: CommandContext): void {
	const command = program
		.command('verify')
		.description('read every range back and prove it against the checksum kept with it')
		.option('--repair', 'fetch the damaged ranges again')
		.action(async (flags: VerifyFlags) => (await import('./run.ts')).verifyCommand(flags, context));
	addSourceOptions(addCommonOptions(command));
}
