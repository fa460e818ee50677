/**
 * What is wrong with a command line, without what was typed: a password is soon typed where a command or an option
 * belongs, and messages end up in logs.
 */

import type { CommanderError } from 'commander';
import { CredcheckError, messageOf } from '../errors.ts';
import type { Command } from './command.ts';
import { nameOf } from './flag.ts';

const NO_PASSWORD = 'a password is typed at the prompt of credcheck check, never as an argument';

/** @param argv as typed, without the program's name */
export function usageError(
	error: CommanderError,
	argv: readonly string[],
	commands: readonly Command[],
): CredcheckError {
	const command = commands.find(({ name }) => name === argv[0]);
	const hint = `see credcheck ${command === undefined ? '' : `${command.name} `}--help`;
	switch (error.code) {
		case 'commander.help':
			return new CredcheckError('USAGE', 'no command given', hint);
		case 'commander.unknownCommand':
			return unknownCommand(commands);
		case 'commander.unknownOption':
			return new CredcheckError('USAGE', unknownOption(error, argv, command), hint);
		case 'commander.excessArguments':
			if (command?.name === 'check') return passwordTyped();
			break;
	}
	return new CredcheckError('USAGE', messageOf(error).replace(/^error: /, ''), hint);
}

export function unknownCommand(commands: readonly Command[]): CredcheckError {
	const names = commands.map(({ name }) => name).join(', ');
	return new CredcheckError(
		'USAGE',
		`unknown command, not shown here since it may be a password; the commands are ${names}`,
		`see credcheck --help; ${NO_PASSWORD}`,
	);
}

function passwordTyped(): CredcheckError {
	return new CredcheckError(
		'USAGE',
		'a password is never an argument: others can see it, and the shell keeps it in its history',
		'run credcheck check and type it at the prompt, or pipe it in; remove this line from the history',
	);
}

/** Names the option only if it is nearly one that there is. */
function unknownOption(
	error: CommanderError,
	argv: readonly string[],
	command: Command | undefined,
): string {
	const typed = /unknown option '([\s\S]*?)'(?:\n|$)/.exec(error.message)?.[1] ?? '';
	const [name = ''] = typed.split('=');
	const known = Object.entries(command?.flags ?? {}).map(([key, flag]) => nameOf(key, flag));
	if (typed !== name && known.includes(name)) return `${name} takes no value`;
	const suggestion = /\(Did you mean ([\s\S]*)\?\)/.exec(error.message)?.[1];
	if (suggestion !== undefined) return `unknown option '${name}': did you mean ${suggestion}?`;
	const word = argv.findIndex((each) => each === typed || each.startsWith(`${name}=`)) + 1;
	const where = word === 0 ? '' : `: word ${word} of the command line`;
	return `unknown option${where}, not shown here since it may be a password`;
}
