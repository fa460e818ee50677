/** Finds the prefixes that the accounts of a table need, so that a sync can request no others. */

import { CredcheckError } from '../errors.ts';
import { prefixOf } from '../range/hash.ts';
import { type HashKindName, hashWords, kindNamed } from '../range/kind.ts';
import { PrefixSet } from '../range/prefix.ts';
import { BlockRows } from './csv/block-rows.ts';
import { openTable, rowFormat, type TableOptions } from './table.ts';

export interface NeededOptions extends TableOptions {
	/** The kind of the table's hashes; default `sha1`. */
	readonly kind?: HashKindName | undefined;
}

/**
 * @param path a file, or `-` for stdin
 * @param onWarning called with one line for each guess about the file, and when most rows have no usable hash
 * @throws CredcheckError INPUT when the table cannot be read, or has no rows or no hashes; the
 *   signal's reason when it is aborted
 */
export async function neededPrefixes(
	path: string,
	options: NeededOptions,
	signal?: AbortSignal,
	onWarning?: (message: string) => void,
): Promise<PrefixSet> {
	const kind = kindNamed(options.kind ?? 'sha1');
	const table = await openTable(path, kind, { ...options, idRequired: false, signal });
	try {
		for (const { message, hint } of table.guesses) onWarning?.(`${message}; ${hint}`);
		const prefixes = new PrefixSet();
		const words = new Uint32Array(hashWords(kind));
		const { dialect, hash, needs } = rowFormat(table);
		let count = 0;
		let usable = 0;
		for await (const { bytes, release } of table.blocks()) {
			signal?.throwIfAborted();
			const rows = new BlockRows(bytes, dialect, hash);
			while (rows.next()) {
				count += 1;
				if (!rows.isWhole(needs)) continue;
				if (!rows.readHash(hash, words, 0)) continue;
				usable += 1;
				prefixes.add(prefixOf(words, 0));
			}
			release();
		}
		if (usable === 0) {
			const message =
				count === 0
					? `${table.name} has no rows`
					: `no row of ${table.name} has ${kind.article} ${kind.title} hash`;
			throw new CredcheckError('INPUT', message);
		}
		if (usable < count / 2) {
			onWarning?.(
				`only ${usable} of the ${count} rows of ${table.name} have ${kind.article} ${kind.title} hash`,
			);
		}
		return prefixes;
	} finally {
		await table.close();
	}
}
