/** Options that a flag sets, else an environment variable, else a default. Loaded only when a command runs. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import { CredcheckError } from '../errors.ts';
import type { CommonFlags, SourceFlags } from './shared-flags.ts';

/** The range API. */
const DEFAULT_SOURCE = 'https://api.pwnedpasswords.com/range/';

/** By default in the user's data folder, with a name for each kind of hashes. */
export function storePath(
	{ store, kind = 'sha1' }: Pick<CommonFlags, 'store' | 'kind'>,
	env: NodeJS.ProcessEnv,
): string {
	const named = store ?? (env['CREDCHECK_STORE'] || undefined);
	if (named !== undefined) return named;
	const ownData = env['XDG_DATA_HOME'];
	if (!ownData && !hasHome()) {
		throw new CredcheckError('USAGE', 'this user has no home folder for a store', 'give --store');
	}
	return join(ownData || join(homedir(), '.local', 'share'), 'credcheck', `${kind}.sqlite`);
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
): { readonly refKey: string | undefined; readonly refKeyIsDefault: boolean } {
	const named = refKey ?? (env['CREDCHECK_REF_KEY'] || undefined);
	if (named !== undefined) return { refKey: named, refKeyIsDefault: false };
	const config = env['XDG_CONFIG_HOME'] || (hasHome() ? join(homedir(), '.config') : undefined);
	return {
		refKey: config && join(config, 'credcheck', 'credential-ref.key'),
		refKeyIsDefault: true,
	};
}

/** False for a user that the system does not know, as in some containers, if `HOME` is not set. */
function hasHome(): boolean {
	try {
		return homedir() !== '';
	} catch {
		return false;
	}
}
