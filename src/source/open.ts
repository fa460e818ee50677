/** Opens the kind of source that the user named: a URL, a folder or a file. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { shownUrl } from '../text/secrets.ts';
import { openDump } from './dump/dump.ts';
import { openFolder } from './folder.ts';
import type { HttpOptions } from './http.ts';
import { proxyFor } from './proxy.ts';
import type { RangeSource } from './source.ts';

/**
 * @param where an http(s) base, a folder, or a file
 * @throws CredcheckError USAGE for a URL that may not be used, SOURCE_UNAVAILABLE for a path that does
 *   not exist or has no ranges
 */
export async function openSource(
	where: string,
	kind: HashKind,
	options: HttpOptions,
): Promise<RangeSource> {
	if (isUrl(where)) {
		// Loading undici takes longer than the rest of the startup, and most commands never need it.
		const { openHttp } = await import('./http.ts');
		return openHttp(where, kind, options);
	}
	const path = resolve(where);
	// An address without https:// is taken for a path.
	const shown = shownUrl(path);
	const entry = await stat(path).catch((error: unknown) => {
		// Its message has the path as it was typed.
		const cause = new Error(messageOf(error).replaceAll(path, () => shown));
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			systemCode(error) === 'ENOENT'
				? `no such source: ${shown}`
				: `cannot read the source ${shown} (${systemCode(error)})`,
			'--source takes an https URL, a folder of range files, or one sorted HASH:COUNT file',
			cause,
		);
	});
	return entry.isDirectory() ? openFolder(path) : openDump(path, kind);
}

/**
 * For a source that may be needed only after hours of work.
 *
 * @throws CredcheckError USAGE when the environment names something that cannot be used as a proxy for it
 */
export function assertProxy(where: string): void {
	if (isUrl(where) && URL.canParse(where)) proxyFor(new URL(where));
}

function isUrl(where: string): boolean {
	return /^[a-z][a-z0-9+.-]+:\/\//i.test(where);
}
