/**
 * What a command is: a definition, in a file that loads nothing which only a run needs, and beside it a run, loaded
 * when the command is called. To add a command, define it in `NAME/command.ts`, write `NAME/run.ts`, and add the
 * definition to `list.ts`. Help, manual page and completions follow from the definition.
 */

import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors.ts';
import type { Clock } from '../sync/fetch/clock.ts';
import type { TerminalStreams } from '../terminal.ts';
import type { Flags, FlagValues, Term } from './flag.ts';
import type { ValueType } from './values.ts';

/** An argument without a flag, such as a file. */
export interface Operand {
	/** Placeholder, such as `ACCOUNTS.csv`. */
	readonly value: string;
	readonly type: ValueType<unknown>;
	readonly help: string;
	readonly optional?: true;
}

export type Operands = Readonly<Record<string, Operand>>;

export type OperandValues<Some> = { readonly [Key in keyof Some]: OperandValue<Some[Key]> };

type OperandValue<One> = One extends { readonly type: ValueType<infer Value> }
	? One extends { readonly optional: true }
		? Value | undefined
		: Value
	: never;

/** A section of the manual: paragraphs, then terms and their meanings. */
export interface Section {
	readonly title: string;
	readonly text?: string;
	readonly terms?: readonly Term[];
}

/** What the manual says beyond operands and flags, in the markup of `help/markup.ts`. */
export interface Manual {
	readonly description: string;
	/** Sections that only this manual has, after the options. */
	readonly sections?: readonly Section[];
	/** Command lines, and what each does. */
	readonly examples: readonly Term[];
	/** In addition to those of its flags. */
	readonly files?: readonly Term[];
	readonly environment?: readonly Term[];
	/** Errors that can end it, in addition to those of every command and of every command that opens the store. */
	readonly exits?: readonly ErrorCode[];
	/** Other commands. */
	readonly seeAlso?: readonly string[];
}

/** The streams and environment of a run. `process` is one; tests pass others. */
export interface ProgramIo extends TerminalStreams {
	readonly stdin: Readable & { readonly isTTY?: boolean };
	/** How retries wait; by default on the machine's clock. */
	readonly clock?: Clock;
}

/** What the program passes to a command in addition to its flags. */
export interface CommandContext {
	/** Aborted by SIGINT, SIGTERM and SIGHUP. The reason is the error to end with. */
	readonly signal: AbortSignal;
	readonly io: ProgramIo;
	/** All commands, in the order of the list. */
	readonly commands: readonly Command[];
}

export interface Definition<Own, Some> {
	readonly name: string;
	/** What it does, in a few words and the imperative, for the list of commands. */
	readonly summary: string;
	readonly operands: Own;
	readonly flags: Some;
	readonly manual: Manual;
	run(
		operands: OperandValues<Own>,
		flags: FlagValues<Some>,
		context: CommandContext,
	): Promise<void>;
}

/** A command whose operands and flags are known by name only. */
export type Command = Definition<Operands, Flags>;

/** Types the run of a command by the operands and flags that it defines. */
export function defineCommand<Own extends Operands, Some extends Flags>(
	definition: Definition<Own, Some>,
): Command {
	return definition as unknown as Command;
}

/** What may follow the name of a command, such as `[OPTIONS] ACCOUNTS.csv`. */
export function usageOf({ operands, flags }: Pick<Command, 'operands' | 'flags'>): string {
	const options = Object.keys(flags).length === 0 ? [] : ['[OPTIONS]'];
	const words = Object.values(operands).map(({ value, optional }) =>
		optional ? `[${value}]` : value,
	);
	return [...options, ...words].join(' ');
}

/** A summary as the first words of a sentence. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
