/** What flags and the environment together say of a run. Loaded by commands that run, not by those that are only described. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ColumnOptions } from '../table/columns/columns.ts';
import type { Delimiter } from '../table/csv/dialect.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import type { CommonFlags, SourceFlags, TableFlags } from './flags.ts';

/** The range API. */
const DEFAULT_SOURCE = 'https://api.pwnedpasswords.com/range/';

export function tableOptions(
	flags: TableFlags,
): ColumnOptions & { delimiter: Delimiter | undefined } {
	return {
		hashColumn: flags.hashColumn,
		idColumn: flags.idColumn,
		emailColumn: flags.emailColumn,
		delimiter: flags.delimiter,
	};
}

export function terminalFor(flags: CommonFlags): Terminal {
	return openTerminal({
		quiet: flags.quiet ?? false,
		verbose: flags.verbose ?? false,
		json: flags.json ?? false,
		color: flags.color,
	});
}

/** The flag, else the environment, else the data folder of this user. */
export function storePath({ store }: CommonFlags, env: NodeJS.ProcessEnv = process.env): string {
	const named = store ?? nonEmpty(env['CREDCHECK_STORE']);
	if (named !== undefined) return named;
	const data = nonEmpty(env['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share');
	return join(data, 'credcheck', 'sha1.sqlite');
}

/** The flag, else the environment, else the range API. */
export function sourceName({ source }: SourceFlags, env: NodeJS.ProcessEnv = process.env): string {
	return source ?? nonEmpty(env['CREDCHECK_SOURCE']) ?? DEFAULT_SOURCE;
}

/** The flag, else the environment, else the configuration folder of this user: not where stores and reports are. */
export function refKeyPlace(
	{ refKey }: { readonly refKey?: string },
	env: NodeJS.ProcessEnv = process.env,
): { readonly refKey: string; readonly refKeyIsDefault: boolean } {
	const named = refKey ?? nonEmpty(env['CREDCHECK_REF_KEY']);
	if (named !== undefined) return { refKey: named, refKeyIsDefault: false };
	const config = nonEmpty(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
	return { refKey: join(config, 'credcheck', 'credential-ref.key'), refKeyIsDefault: true };
}

function nonEmpty(text: string | undefined): string | undefined {
	return text === '' ? undefined : text;
}
