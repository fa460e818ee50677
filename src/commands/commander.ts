/** From definitions to commander: what is parsed, and the short help. */

import { Argument, type Command as Commander, Option } from 'commander';
import { CredcheckError } from '../errors.ts';
import { type Command, type CommandContext, type Operand, usageOf } from './command.ts';
import { defaultOf, type Flag, type Flags, nameOf } from './flag.ts';
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
		const keys = Object.keys(operands);
		const words = Object.fromEntries(
			added.processedArgs.map((word, index) => [keys[index] as string, word]),
		);
		await command.run(words, added.opts(), context);
	});
}

/** Apart, since a start is faster without the flags of every other command. */
export function addFlags(added: Commander, { flags }: Command): void {
	for (const [key, flag] of Object.entries(flags)) added.addOption(optionOf(key, flag));
}

/** Placeholders as they are everywhere else: `--limit N`, where commander would say `--limit <n>`. */
export const HELP_STYLE = {
	optionTerm: (option: Option): string => option.flags.replaceAll(/[<>]/g, ''),
	optionDescription: (option: Option): string => option.description,
	subcommandTerm: (command: Commander): string =>
		[command.name(), command.usage().replace('[OPTIONS]', '').trim()].join(' ').trim(),
};

function argumentOf({ value, type, help, optional, variadic }: Operand): Argument {
	const term = variadic ? `${value}...` : value;
	return new Argument(optional ? `[${term}]` : `<${term}>`, help).argParser<unknown>(
		(text, before) => {
			const parsed = parseValue(value, type, text);
			return variadic ? [...((before as unknown[] | undefined) ?? []), parsed] : parsed;
		},
	);
}

function optionOf(key: string, flag: Flag): Option {
	const name = nameOf(key, flag);
	const standard = defaultOf(flag);
	const help = standard === undefined ? flag.help : `${flag.help} (default: ${standard})`;
	const option = new Option(flag.value === undefined ? name : `${name} <${flag.value}>`, help);
	if (flag.group !== undefined) option.helpGroup(`${flag.group}:`);
	if (flag.value === undefined) return flag.negated ? option : option.default(false);
	return option.default(flag.default).argParser<unknown>((text, before) => {
		const parsed = parseValue(name, flag.type, text);
		return flag.repeatable ? [...((before as unknown[] | undefined) ?? []), parsed] : parsed;
	});
}

/** @throws CredcheckError USAGE when flags are given that contradict or lack each other */
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

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
