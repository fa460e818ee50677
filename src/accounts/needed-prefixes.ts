/** The prefixes that a table's accounts need: what a sync for one table asks for, and no more. */

import { CredcheckError } from '../errors.ts';
import { parseHash, prefixOf } from '../range/hash.ts';
import { SHA1 } from '../range/kind.ts';
import { PrefixSet } from '../range/prefix.ts';
import { openTable, type TableOptions } from './table.ts';

/**
 * @param path a file, or `-` for stdin
 * @throws CredcheckError INPUT when the table cannot be read or has no hashes; the signal's reason
 *   when it is aborted
 */
export async function neededPrefixes(
	path: string,
	options: TableOptions,
	signal?: AbortSignal,
): Promise<PrefixSet> {
	const table = await openTable(path, { ...options, idRequired: false });
	try {
		const prefixes = new PrefixSet();
		const words = new Uint32Array(5);
		let count = 0;
		for await (const rows of table.rows()) {
			signal?.throwIfAborted();
			count += rows.length;
			for (const row of rows) {
				if (typeof row === 'string' || row.length !== table.header.length) continue;
				const cell = (row[table.columns.hash] as string).trim();
				if (parseHash(cell, SHA1, words, 0)) prefixes.add(prefixOf(words, 0));
			}
		}
		if (count > 0 && prefixes.size === 0) {
			throw new CredcheckError(
				'INPUT',
				`not one of the ${count} rows of ${table.name} has a SHA-1 hash`,
			);
		}
		return prefixes;
	} finally {
		await table.close();
	}
}
