/**
 * What a flag is: one record from which the parser, the type of the parsed value, the short help, the manual and
 * the completions are made. To add a flag, add a record to a command. Its key gives its name: `maxAge` is `--max-age`.
 */

import type { ValueType } from './values.ts';

/** A term of the manual, such as a file or a variable, and its meaning. */
export type Term = readonly [name: string, meaning: string];

interface Described {
	/** One line for `--help`, without a capital letter and a full stop. */
	readonly help: string;
	/** What the manual says: whole sentences in paragraphs, separated by empty lines. */
	readonly manual: string;
	/** Key of a flag that must be given with this one. */
	readonly requires?: string;
	/** Key of a flag that cannot be given with this one. */
	readonly conflicts?: string;
	/** Variables and files that the manual of each command with this flag lists. */
	readonly environment?: readonly Term[];
	readonly files?: readonly Term[];
}

/** On or off. */
interface Switch extends Described {
	/** On by default, and off when given as `--no-…`. */
	readonly negated?: true;
	readonly value?: never;
}

interface ValueFlag extends Described {
	/** Placeholder of the value, such as `FILE`. */
	readonly value: string;
	readonly type: ValueType<unknown>;
	readonly default?: unknown;
	/** The default in words, if `default` is missing or would not be understood. */
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

/** The name as it is typed: `--max-age` for `maxAge`. */
export function nameOf(key: string, { negated }: Pick<Flag, 'negated'> = {}): string {
	const kebab = key.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
	return `--${negated ? 'no-' : ''}${kebab}`;
}
