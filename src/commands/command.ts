/**
 * What a command is: a definition, in a file that loads nothing only a run needs, and a run beside it that is
 * loaded when it is called for. To add one: define it in `NAME/command.ts`, write `NAME/run.ts`, and add the
 * definition to `list.ts`. Help, manual page and completions follow from it.
 */

import type { ErrorCode } from '../errors.ts';
import type { Flags, FlagValues, Term } from './flag.ts';
import type { ProgramIo } from './program-io.ts';
import type { ValueType } from './values.ts';

/** What is given without a flag, such as a file. */
export interface Operand {
	/** Placeholder, such as `ACCOUNTS.csv`. */
	readonly value: string;
	readonly type: ValueType<unknown>;
	readonly help: string;
	readonly optional?: true;
	/** Takes all words that are left; the last operand only. */
	readonly variadic?: true;
}

export type Operands = Readonly<Record<string, Operand>>;

export type OperandValues<Some> = { readonly [Key in keyof Some]: OperandValue<Some[Key]> };

type OperandValue<One> = One extends { readonly type: ValueType<infer Value> }
	? One extends { readonly variadic: true }
		? readonly Value[]
		: One extends { readonly optional: true }
			? Value | undefined
			: Value
	: never;

/** A section of the manual: paragraphs, then terms and their meanings. */
export interface Section {
	readonly title: string;
	readonly text?: string;
	readonly terms?: readonly Term[];
}

/** What the manual says beyond operands and flags. Text is marked up as `help/markup.ts` says. */
export interface Manual {
	readonly description: string;
	/** Sections of its own, after the options. */
	readonly sections?: readonly Section[];
	/** Command lines, and what each does. */
	readonly examples: readonly { readonly does: string; readonly run: string }[];
	/** Beside those of its flags. */
	readonly files?: readonly Term[];
	readonly environment?: readonly Term[];
	/** How it may end, beside what every command, and every one with a store, may end with. */
	readonly exits: readonly ErrorCode[];
	/** Other commands. */
	readonly seeAlso: readonly string[];
}

/** What the program hands to a command beside its flags. */
export interface CommandContext {
	/** Aborted by SIGINT and SIGTERM, with the error to end with as reason. */
	readonly signal: AbortSignal;
	readonly io: ProgramIo;
	/** All there are, in the order of the list. */
	readonly commands: readonly Command[];
}

export interface Definition<Operand, Flag> {
	readonly name: string;
	/** A few words for the list of commands: what it does, as an order. */
	readonly summary: string;
	/** Whether it tells of the program itself: no store, no common flags. */
	readonly about?: true;
	readonly operands: Operand;
	readonly flags: Flag;
	readonly manual: Manual;
	run(
		operands: OperandValues<Operand>,
		flags: FlagValues<Flag>,
		context: CommandContext,
	): Promise<void>;
}

/** A command whose flags are known by name alone. */
export type Command = Definition<Operands, Flags>;

/** Holds the run of a command to the operands and flags that it defines. */
export function defineCommand<Own extends Operands, Some extends Flags>(
	definition: Definition<Own, Some>,
): Command {
	return definition as unknown as Command;
}

/** How it is called: `credcheck backtest [OPTIONS] ACCOUNTS.csv`. */
export function synopsisOf(command: Pick<Command, 'name' | 'operands' | 'flags'>): string {
	return ['credcheck', command.name, usageOf(command)].filter((word) => word !== '').join(' ');
}

/** What may follow its name. */
export function usageOf({ operands, flags }: Pick<Command, 'operands' | 'flags'>): string {
	const options = Object.keys(flags).length === 0 ? [] : ['[OPTIONS]'];
	return [...options, ...Object.values(operands).map(operandTerm)].join(' ');
}

function operandTerm({ value, optional, variadic }: Operand): string {
	const term = variadic ? `${value}...` : value;
	return optional ? `[${term}]` : term;
}
