/**
 * The types of values on the command line. A type parses a word, describes what the word must be, and knows what a
 * shell can offer for it.
 */

import { CredcheckError } from '../errors.ts';
import { type PrefixInterval, parsePrefixInterval } from '../range/prefix.ts';
import { parseDelimiter } from '../table/csv/dialect.ts';
import { parseEncoding } from '../table/formats/encoding.ts';

/** What a shell offers: files, folders, names of commands, or these words. */
export type Completion = 'file' | 'folder' | 'command' | readonly string[];

export interface ValueType<T> {
	/** As in `--limit must be a whole number`. */
	readonly mustBe: string;
	/** @returns undefined if the text is not such a value */
	readonly parse: (text: string) => T | undefined;
	/** Missing if a shell has nothing to offer. */
	readonly completion?: Completion;
}

/**
 * @param name the flag, or the placeholder of the operand
 * @throws CredcheckError USAGE
 */
export function parseValue<T>(name: string, type: ValueType<T>, text: string): T {
	const value = type.parse(text);
	if (value === undefined) throw new CredcheckError('USAGE', `${name} must be ${type.mustBe}`);
	return value;
}

export const text: ValueType<string> = { mustBe: 'text', parse: (given) => given };
export const file: ValueType<string> = { ...text, completion: 'file' };
export const folder: ValueType<string> = { ...text, completion: 'folder' };
export const commandName: ValueType<string> = { ...text, completion: 'command' };

export const columns: ValueType<readonly string[]> = {
	mustBe: 'names of columns, separated by commas',
	parse: (given) => given.split(','),
};

export const delimiter: ValueType<string> = {
	mustBe: 'comma, semicolon, tab, pipe, colon or one ASCII character',
	parse: parseDelimiter,
	completion: ['comma', 'semicolon', 'tab', 'pipe', 'colon'],
};

export const encoding: ValueType<string> = {
	mustBe: 'the name of an encoding',
	parse: parseEncoding,
	completion: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15', 'shift_jis'],
};

export const prefixes: ValueType<PrefixInterval> = {
	mustBe: 'ABCDE or ABCDE-FFFFF: five hex digits each, in ascending order',
	parse: parsePrefixInterval,
};

export const percent: ValueType<number> = {
	mustBe: 'a percentage from 0 to 100',
	parse: (given) => {
		const value = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(given.trim())?.[1]);
		return value <= 100 ? value : undefined;
	},
};

export function oneOf<const T extends string>(...choices: readonly T[]): ValueType<T> {
	const last = choices.slice(-2).join(' or ');
	return {
		mustBe: [...choices.slice(0, -2), last].join(', '),
		parse: (given) => choices.find((choice) => choice === given),
		completion: choices,
	};
}

/** Some of these words, separated by commas, or all of them. */
export function someOf<const T extends string>(...choices: readonly T[]): ValueType<readonly T[]> {
	return {
		mustBe: `all, or some of ${choices.join(', ')}, separated by commas`,
		parse: (given) => {
			if (given === 'all') return choices;
			const words = given.split(',').map((word) => word.trim());
			const known = choices.filter((choice) => words.includes(choice));
			return known.length === new Set(words).size ? known : undefined;
		},
		completion: ['all', ...choices],
	};
}

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): ValueType<number> {
	const bounded = most < Number.MAX_SAFE_INTEGER;
	return {
		mustBe: bounded
			? `a whole number from ${least} to ${most}`
			: `a whole number, ${least} or more`,
		parse: (given) => {
			const value = Number(given);
			return /^\d+$/.test(given) && value >= least && value <= most ? value : undefined;
		},
	};
}

const UNIT_MS: Readonly<Record<string, number>> = {
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
	w: 7 * 86_400_000,
};

/**
 * `12h`, `7d`, `90m` or `0`, in milliseconds.
 *
 * @param least in milliseconds
 */
export function duration(least = 0): ValueType<number> {
	return {
		mustBe: `a number with a unit, such as 30s, 30m, 12h or 7d${least === 0 ? ', or 0' : ''}`,
		parse: (given) => {
			const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(given) ?? [];
			const value = given === '0' ? 0 : Number(number) * Number(UNIT_MS[unit]);
			return value >= least ? value : undefined;
		},
	};
}

/**
 * `256M` or `4G`, in bytes.
 *
 * @param least in bytes
 */
export function size(least: number): ValueType<number> {
	return {
		mustBe: `a number with the unit M or G, such as 256M, and at least ${least / 1024 ** 2}M`,
		parse: (given) => {
			const [, number, unit] = /^(\d+(?:\.\d+)?)([MG])(?:i?B)?$/i.exec(given) ?? [];
			const value = Number(number) * 1024 ** (unit?.toUpperCase() === 'G' ? 3 : 2);
			return value >= least ? Math.floor(value) : undefined;
		},
	};
}
