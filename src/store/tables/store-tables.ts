/** The tables of a store besides its ranges, and how they are changed together. */

import type { Database } from '../database.ts';
import { ProvedTable, type Row } from './proved-table.ts';

/** A row of `checks`. */
export interface CheckRow {
	readonly prefix: number;
	/** Milliseconds since 1970. */
	readonly checkedAt: number;
	readonly hashes: number;
	/** CRC-32 of the range's blob. */
	readonly crc: number;
	/** See `bodyFingerprint`. */
	readonly head: number;
	/** The id of the source. */
	readonly source: number;
	readonly etag: string | null;
	readonly lastModified: string | null;
}

/** The largest prime below 2^32: leaves no power of two. */
const HEAD_MODULUS = 4_294_967_291;

/** What `weightOfCheck` returns, in SQL: for totals over a million rows. */
export const WEIGHT_OF_CHECK = `prefix + checked_at + hashes + crc + head % ${HEAD_MODULUS} + source + sum`;

function weightOfCheck(row: Row, sum: number): number {
	const { prefix, checkedAt, hashes, crc, head, source } = asCheck(row);
	return prefix + checkedAt + hashes + crc + (head % HEAD_MODULUS) + source + sum;
}

export function asCheck(row: Row): CheckRow {
	const [prefix, checkedAt, hashes, crc, head, source, etag, lastModified] = row as [
		...[number, number, number, number, number, number],
		...[string | null, string | null],
	];
	return { prefix, checkedAt, hashes, crc, head, source, etag, lastModified };
}

export function checkCells(check: CheckRow): Row {
	const { prefix, checkedAt, hashes, crc, head, source, etag, lastModified } = check;
	return [prefix, checkedAt, hashes, crc, head, source, etag, lastModified];
}

export class StoreTables {
	readonly meta: ProvedTable;
	readonly sources: ProvedTable;
	readonly checks: ProvedTable;
	/** See `counts.ts`. */
	readonly counts: ProvedTable;
	readonly failures: ProvedTable;
	readonly syncs: ProvedTable;
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
		this.meta = new ProvedTable(database, 'meta');
		this.sources = new ProvedTable(database, 'sources');
		this.checks = new ProvedTable(database, 'checks', weightOfCheck);
		this.counts = new ProvedTable(database, 'counts');
		this.failures = new ProvedTable(database, 'failures');
		this.syncs = new ProvedTable(database, 'syncs');
	}

	/** Changes rows, and with them the tallies: in one transaction, all or nothing. */
	change<T>(work: () => T): T {
		const all = [this.meta, this.sources, this.checks, this.counts, this.failures, this.syncs];
		try {
			return this.#database
				.transaction(() => {
					const result = work();
					for (const table of all) table.settleTally();
					return result;
				})
				.immediate();
		} finally {
			for (const table of all) table.forgetChanges();
		}
	}

	/** A value of `meta`; undefined deletes it. */
	setMeta(key: string, value: string | undefined): void {
		if (value === undefined) this.meta.delete(key);
		else this.meta.put([key, value]);
	}

	/** The values of `meta` by key. */
	readMeta(): Map<string, string> {
		return new Map(this.meta.rows() as [string, string][]);
	}
}
