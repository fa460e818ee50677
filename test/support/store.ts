/** Inspects and damages a store from outside, with SQLite alone. */

import { createHash } from 'node:crypto';
import { openDatabase } from '../../src/store/database.ts';

/** The blob of each stored range, by prefix. */
export function blobsOf(path: string): Map<number, Buffer> {
	const database = openDatabase(path, { readonly: true });
	try {
		const rows = database.prepare('SELECT prefix, packed FROM ranges ORDER BY prefix').raw().all();
		return new Map(rows as [number, Buffer][]);
	} finally {
		database.close();
	}
}

/** The checksum of each blob: shorter than the blobs, for stores with many ranges. */
export function checksumsOf(blobs: ReadonlyMap<number, Buffer>): Map<number, string> {
	const checksum = (blob: Buffer) => createHash('sha256').update(blob).digest('hex');
	return new Map([...blobs].map(([prefix, blob]) => [prefix, checksum(blob)]));
}

/** Flips one bit in the blob of a range, as a failing disk would. */
export function flipBit(path: string, prefix: number, byte: number): void {
	const database = openDatabase(path, {});
	try {
		const blob = blobsOf(path).get(prefix);
		if (blob === undefined) throw new Error('no such range');
		blob[byte] = (blob[byte] as number) ^ 1;
		database.prepare('UPDATE ranges SET packed = ? WHERE prefix = ?').run(blob, prefix);
	} finally {
		database.close();
	}
}
