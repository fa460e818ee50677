/** Options that a flag sets, else an environment variable, else a default. Loaded only when a command runs. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CommonFlags, SourceFlags } from './shared-flags.ts';

/** The range API. */
const DEFAULT_SOURCE = 'https://api.pwnedpasswords.com/range/';

/** By default in the user's data folder. */
export function storePath({ store }: Pick<CommonFlags, 'store'>, env: NodeJS.ProcessEnv): string {
	const data = env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
	return store ?? (env['CREDCHECK_STORE'] || join(data, 'credcheck', 'sha1.sqlite'));
}

export function sourceName(
	{ source }: Pick<SourceFlags, 'source'>,
	env: NodeJS.ProcessEnv,
): string {
	return source ?? (env['CREDCHECK_SOURCE'] || DEFAULT_SOURCE);
}

/** By default in the user's configuration folder, so that the key is kept apart from stores and reports. */
export function refKeyOptions(
	{ refKey }: { readonly refKey: string | undefined },
	env: NodeJS.ProcessEnv,
): { readonly refKey: string; readonly refKeyIsDefault: boolean } {
	const named = refKey ?? (env['CREDCHECK_REF_KEY'] || undefined);
	if (named !== undefined) return { refKey: named, refKeyIsDefault: false };
	const config = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
	return { refKey: join(config, 'credcheck', 'credential-ref.key'), refKeyIsDefault: true };
}
