/** From definitions to commander: what is parsed, and the short help. */

import { Argument, type Command as Commander, Option } from 'commander';
import { CredcheckError } from '../errors.ts';
import {
	type Command,
	type CommandContext,
	capitalized,
	type Operand,
	usageOf,
} from './command.ts';
import { type Flag, type Flags, nameOf } from './flag.ts';
import { COMMON_FLAGS } from './shared-flags.ts';
import { parseValue } from './values.ts';

export function addCommand(
	program: Commander,
	command: Command,
	context: CommandContext,
): Commander {
	const { operands, flags } = command;
	const added = program
		.command(command.name)
		.summary(command.summary)
		.description(capitalized(command.summary))
		.usage(usageOf(command));
	for (const operand of Object.values(operands)) added.addArgument(argumentOf(operand));
	return added.helpOption('-h, --help', 'show this help').action(async () => {
		assertTogether(flags, (key) => added.getOptionValueSource(key) === 'cli');
		const words = Object.keys(operands).map((key, index) => [key, added.processedArgs[index]]);
		await command.run(Object.fromEntries(words), added.opts(), context);
	});
}

/** Separate from `addCommand`: the program starts faster without the flags of every other command. */
export function addFlags(added: Commander, { flags }: Command): void {
	for (const [key, flag] of Object.entries(flags)) added.addOption(optionOf(key, flag));
}

/** Placeholders as everywhere else: `--limit N`, where commander would print `--limit <N>`. */
export const HELP_STYLE = {
	optionTerm: (option: Option): string => option.flags.replaceAll(/[<>]/g, ''),
	optionDescription: (option: Option): string => option.description,
	subcommandTerm: (command: Commander): string =>
		`${command.name()} ${command.usage().replace(/\[OPTIONS\] ?/, '')}`.trimEnd(),
};

function argumentOf({ value, type, help, optional }: Operand): Argument {
	return new Argument(optional ? `[${value}]` : `<${value}>`, help).argParser((text) =>
		parseValue(value, type, text),
	);
}

function optionOf(key: string, flag: Flag): Option {
	const name = nameOf(key, flag);
	const standard = flag.value === undefined ? undefined : (flag.defaultText ?? flag.default);
	const help = standard === undefined ? flag.help : `${flag.help} (default: ${standard})`;
	const option = new Option(flag.value === undefined ? name : `${name} <${flag.value}>`, help);
	if (key in COMMON_FLAGS) option.helpGroup('Common options:');
	if (flag.value === undefined) return flag.negated ? option : option.default(false);
	return option.default(flag.default).argParser<unknown>((text, before) => {
		const parsed = parseValue(name, flag.type, text);
		return flag.repeatable ? [...((before as unknown[] | undefined) ?? []), parsed] : parsed;
	});
}

/** @throws CredcheckError USAGE when a flag is given without one it requires, or with one it conflicts with */
function assertTogether(flags: Flags, given: (key: string) => boolean): void {
	for (const [key, { requires, conflicts }] of Object.entries(flags)) {
		if (!given(key)) continue;
		if (requires !== undefined && !given(requires)) {
			throw new CredcheckError('USAGE', `${nameOf(key)} requires ${nameOf(requires)}`);
		}
		if (conflicts !== undefined && given(conflicts)) {
			throw new CredcheckError(
				'USAGE',
				`${nameOf(key)} and ${nameOf(conflicts)} cannot be combined`,
			);
		}
	}
}
