/** Finds the prefixes that the accounts of a table need, so that a sync can request no others. */

import { CredcheckError } from '../errors.ts';
import { prefixOf } from '../range/hash.ts';
import { SHA1 } from '../range/kind.ts';
import { PrefixSet } from '../range/prefix.ts';
import { BlockRows } from './csv/block-rows.ts';
import { openTable, rowFormat, type TableOptions } from './table.ts';

/**
 * @param path a file, or `-` for stdin
 * @param onWarning called with one line for each guess about the file, and when most rows have no usable hash
 * @throws CredcheckError INPUT when the table cannot be read, or has no rows or no hashes; the
 *   signal's reason when it is aborted
 */
export async function neededPrefixes(
	path: string,
	options: TableOptions,
	signal?: AbortSignal,
	onWarning?: (message: string) => void,
): Promise<PrefixSet> {
	const table = await openTable(path, { ...options, idRequired: false });
	try {
		for (const note of table.notes) onWarning?.(note);
		const prefixes = new PrefixSet();
		const words = new Uint32Array(5);
		const { dialect, hash, size } = rowFormat(table, SHA1);
		let count = 0;
		let usable = 0;
		for await (const { bytes, release } of table.blocks()) {
			signal?.throwIfAborted();
			const rows = new BlockRows(bytes, dialect, hash);
			while (rows.next()) {
				count += 1;
				if (!rows.isWhole(size)) continue;
				if (!rows.readHash(hash, words, 0)) continue;
				usable += 1;
				prefixes.add(prefixOf(words, 0));
			}
			release();
		}
		if (usable === 0) {
			const message =
				count === 0 ? `${table.name} has no rows` : `no row of ${table.name} has a SHA-1 hash`;
			throw new CredcheckError('INPUT', message);
		}
		if (usable < count / 2) {
			onWarning?.(`only ${usable} of the ${count} rows of ${table.name} have a SHA-1 hash`);
		}
		return prefixes;
	} finally {
		await table.close();
	}
}
