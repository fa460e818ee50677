/** A store seen from outside, with SQLite alone. */

import Database from 'better-sqlite3';

/** The blob of each range held. */
export function blobsOf(path: string): Map<number, Buffer> {
	const database = new Database(path, { readonly: true });
	try {
		const rows = database.prepare('SELECT prefix, packed FROM ranges ORDER BY prefix').raw().all();
		return new Map(rows as [number, Buffer][]);
	} finally {
		database.close();
	}
}

/** Flips one bit in the blob of a range, as a failing disk would. */
export function flipBit(path: string, prefix: number, byte: number): void {
	const database = new Database(path);
	try {
		const blob = blobsOf(path).get(prefix);
		if (blob === undefined) throw new Error('no such range');
		blob[byte] = (blob[byte] as number) ^ 1;
		database.prepare('UPDATE ranges SET packed = ? WHERE prefix = ?').run(blob, prefix);
	} finally {
		database.close();
	}
}
