/**
 * The flags that several commands take, and how words on the command line become values. Like the file
 * of each command, it loads nothing that only a run needs: help must be there at once.
 */

import { type Command, Option } from 'commander';
import { CredcheckError } from '../errors.ts';
import { type PrefixInterval, parsePrefixInterval } from '../range/prefix.ts';
import { type Delimiter, parseDelimiter } from '../table/csv/dialect.ts';

/** What the program hands to a command beside its flags. */
export interface CommandContext {
	/** Aborted by SIGINT and SIGTERM, with the error to end with as reason. */
	readonly signal: AbortSignal;
}

export interface CommonFlags {
	readonly store?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
	readonly verbose?: boolean;
	readonly color: boolean;
}

export interface SourceFlags {
	readonly source?: string;
	readonly allowHttp?: boolean;
}

export function addCommonOptions(command: Command): Command {
	return command
		.option(
			'--store <file>',
			'the store; else $CREDCHECK_STORE, else in the data folder of this user',
		)
		.option('--json', 'print one JSON document on stdout')
		.option('--quiet', 'no progress and no summary; errors still speak')
		.option('--verbose', 'one line for each noteworthy event, and stack traces')
		.option('--no-color', 'no colour');
}

export function addSourceOptions(command: Command): Command {
	return command
		.option(
			'--source <url|dir|file>',
			'where ranges come from: an https base, a folder of range files, or one sorted HASH:COUNT file; else $CREDCHECK_SOURCE, else the Pwned Passwords API',
		)
		.option('--allow-http', 'allow plain http to other machines');
}

export function addDelimiterOption(command: Command): Command {
	return command.addOption(
		new Option(
			'--delimiter <c>',
			'comma, semicolon, tab or pipe, if it is not to be guessed',
		).argParser(parseDelimiter),
	);
}

/** The flags that say where in a table things are. */
export interface TableFlags {
	readonly hashColumn?: string;
	readonly idColumn?: string;
	readonly emailColumn?: string;
	readonly delimiter?: Delimiter;
}

const UNIT_MS: Readonly<Record<string, number>> = {
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
	w: 7 * 86_400_000,
};

/**
 * A parser for `12h`, `7d`, `90m`, `0`, in milliseconds.
 *
 * @param least in milliseconds
 */
export function duration(flag: string, least = 0): (text: string) => number {
	return (text) => {
		const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
		const unit = UNIT_MS[match?.[2] ?? ''];
		const value = text === '0' ? 0 : Number(match?.[1]) * (unit ?? Number.NaN);
		if (!(value >= least)) {
			const zero = least === 0 ? ', or 0' : '';
			throw usage(`${flag} takes a number with a unit: 30s, 30m, 12h, 7d${zero}`);
		}
		return value;
	};
}

export function parsePrefixes(text: string): PrefixInterval {
	const interval = parsePrefixInterval(text);
	if (interval === undefined) {
		throw usage('--prefixes takes ABCDE or ABCDE-FFFFF: five hex digits each, in order');
	}
	return interval;
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
	M: 1024 ** 2,
	G: 1024 ** 3,
};

/**
 * A parser for `256M`, `4G`, in bytes.
 *
 * @param least in bytes
 */
export function size(flag: string, least: number): (text: string) => number {
	return (text) => {
		const match = /^(\d+(?:\.\d+)?)([MG])(?:i?B)?$/i.exec(text);
		const value = Number(match?.[1]) * (UNIT_BYTES[match?.[2]?.toUpperCase() ?? ''] ?? Number.NaN);
		if (!(value >= least)) {
			throw usage(
				`${flag} takes a number with the unit M or G, such as 256M, and ${least / 1024 ** 2}M at least`,
			);
		}
		return Math.floor(value);
	};
}

/** A parser for whole numbers from `least` to `most`. */
export function wholeNumber(flag: string, least: number, most: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (!/^\d+$/.test(text) || value < least || value > most) {
			throw usage(`${flag} takes a whole number from ${least} to ${most}`);
		}
		return value;
	};
}

export function parsePercent(text: string): number {
	const value = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim())?.[1]);
	if (!(value <= 100)) {
		throw usage('--fail-over takes a percentage from 0 to 100');
	}
	return value;
}

export function usage(message: string): CredcheckError {
	return new CredcheckError('USAGE', message);
}
