/** The prefixes that a table's accounts need: what a sync for one table asks for, and no more. */

import { parseHash, prefixOf } from '../range/hash.ts';
import { SHA1 } from '../range/kind.ts';
import { PrefixSet } from '../range/prefix.ts';
import { openTable, type TableOptions } from './table.ts';

/**
 * @param path a file, or `-` for stdin
 * @throws CredcheckError INPUT when the table cannot be read or has no column of hashes
 */
export async function neededPrefixes(path: string, options: TableOptions): Promise<PrefixSet> {
	const table = await openTable(path, options);
	try {
		const prefixes = new PrefixSet();
		const words = new Uint32Array(5);
		for await (const rows of table.rows()) {
			for (const row of rows) {
				if (typeof row === 'string' || row.length !== table.header.length) continue;
				const cell = (row[table.columns.hash] as string).trim();
				if (parseHash(cell, SHA1, words, 0)) prefixes.add(prefixOf(words, 0));
			}
		}
		return prefixes;
	} finally {
		await table.close();
	}
}
