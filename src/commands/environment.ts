/** What flags and the environment together say of a run. Loaded by commands that run, not by those that are only described. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CommonFlags, SourceFlags } from './shared-flags.ts';

/** The range API. */
const DEFAULT_SOURCE = 'https://api.pwnedpasswords.com/range/';

/** The flag, else the environment, else the data folder of this user. */
export function storePath({ store }: Pick<CommonFlags, 'store'>, env: NodeJS.ProcessEnv): string {
	const named = store ?? nonEmpty(env['CREDCHECK_STORE']);
	if (named !== undefined) return named;
	const data = nonEmpty(env['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share');
	return join(data, 'credcheck', 'sha1.sqlite');
}

/** The flag, else the environment, else the range API. */
export function sourceName(
	{ source }: Pick<SourceFlags, 'source'>,
	env: NodeJS.ProcessEnv,
): string {
	return source ?? nonEmpty(env['CREDCHECK_SOURCE']) ?? DEFAULT_SOURCE;
}

/** The flag, else the environment, else the configuration folder of this user: not where stores and reports are. */
export function refKeyOptions(
	{ refKey }: { readonly refKey: string | undefined },
	env: NodeJS.ProcessEnv,
): { readonly refKey: string; readonly refKeyIsDefault: boolean } {
	const named = refKey ?? nonEmpty(env['CREDCHECK_REF_KEY']);
	if (named !== undefined) return { refKey: named, refKeyIsDefault: false };
	const config = nonEmpty(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
	return { refKey: join(config, 'credcheck', 'credential-ref.key'), refKeyIsDefault: true };
}

function nonEmpty(text: string | undefined): string | undefined {
	return text === '' ? undefined : text;
}
