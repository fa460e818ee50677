/**
 * What a flag is: one record that the parser, its type, the short help, the manual and the completions are
 * made from. To add a flag, add a record to a command; its key is the name, so `maxAge` is `--max-age`.
 */

import type { ValueType } from './values.ts';

/** What is said of a thing: a name, and what it means. */
export type Term = readonly [name: string, meaning: string];

interface Described {
	/** One line for `--help`, without a capital and a full stop. */
	readonly help: string;
	/** What the manual says: whole sentences, paragraphs with an empty line between. */
	readonly manual: string;
	/** Keys of flags without which this one means nothing, and beside which it is a contradiction. */
	readonly requires?: string;
	readonly conflicts?: string;
	/** Its heading in the help; `Options` when left out. */
	readonly group?: 'Common options';
	/** Variables that stand in for it, and files it stands for; listed in the manual of each command that has it. */
	readonly environment?: readonly Term[];
	readonly files?: readonly Term[];
}

/** On or off. */
export interface Switch extends Described {
	/** On unless it is given as `--no-…`. */
	readonly negated?: true;
	readonly value?: never;
}

export interface ValueFlag extends Described {
	/** Placeholder of the value, such as `FILE`. */
	readonly value: string;
	readonly type: ValueType<unknown>;
	readonly default?: unknown;
	/** The default in words; else as it is. */
	readonly defaultText?: string;
	readonly repeatable?: true;
	readonly negated?: never;
}

export type Flag = Switch | ValueFlag;
export type Flags = Readonly<Record<string, Flag>>;

/** The values of parsed flags, under the same keys. */
export type FlagValues<Some> = { readonly [Key in keyof Some]: FlagValue<Some[Key]> };

type FlagValue<One> = One extends { readonly type: ValueType<infer Value> }
	? One extends { readonly repeatable: true }
		? readonly Value[] | undefined
		: One extends { readonly default: infer Default }
			? Value | Default
			: Value | undefined
	: boolean;

/** The name as it is typed: `--max-age` of `maxAge`. */
export function nameOf(key: string, { negated }: Pick<Flag, 'negated'> = {}): string {
	const kebab = key.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
	return `--${negated ? 'no-' : ''}${kebab}`;
}

/** The default as a person reads it; undefined where there is none. */
export function defaultOf(flag: Flag): string | undefined {
	if (flag.value === undefined) return undefined;
	if (flag.defaultText !== undefined) return flag.defaultText;
	return flag.default === undefined ? undefined : String(flag.default);
}
