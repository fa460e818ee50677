/** The tables of a store besides its ranges, and how they are changed together. */

import { systemCode } from '../../errors.ts';
import { type Database, readInOneState } from '../database.ts';
import type { TableName } from '../schema.ts';
import { isProved, storeDamage } from './damage.ts';
import { ProvedTable, type Row, TALLY_MODULUS, type Tally } from './proved-table.ts';
import type { SyncRecord } from './records.ts';

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

/** Totals over a million rows, with their tally: `weightOfCheck` in SQL. */
const TOTALS = `
	SELECT count(*), ifnull(sum(hashes), 0), min(checked_at), max(checked_at),
	       ifnull(
	           sum(prefix + checked_at + hashes + crc + head % ${HEAD_MODULUS} + source + sum) % ${TALLY_MODULUS},
	           0
	       )
	FROM checks`;

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

export function asSync(row: Row): SyncRecord {
	const [, startedAt, finishedAt, source, requested, changed, unchanged, skipped, failed, ended] =
		row;
	const record = { startedAt, finishedAt, source };
	return { ...record, requested, changed, unchanged, skipped, failed, ended } as SyncRecord;
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
	readonly #all: readonly ProvedTable[];

	constructor(database: Database) {
		this.#database = database;
		this.meta = new ProvedTable(database, 'meta');
		this.sources = new ProvedTable(database, 'sources');
		this.checks = new ProvedTable(database, 'checks', weightOfCheck);
		this.counts = new ProvedTable(database, 'counts');
		this.failures = new ProvedTable(database, 'failures');
		this.syncs = new ProvedTable(database, 'syncs');
		this.#all = [this.meta, this.sources, this.checks, this.counts, this.failures, this.syncs];
	}

	/** Changes rows, and with them the tallies: in one transaction, all or nothing. */
	change<T>(work: () => T): T {
		try {
			return this.#database
				.transaction(() => {
					const result = work();
					for (const table of this.#all) table.settleTally();
					return result;
				})
				.immediate();
		} finally {
			for (const table of this.#all) table.forgetChanges();
		}
	}

	/**
	 * Totals over all checks. They notice any one cell that has changed but for `etag` and `last_modified`, which are
	 * proved when the row is read.
	 *
	 * @throws CredcheckError INCOMPLETE when a row is damaged or gone
	 */
	totals() {
		return readInOneState(this.#database, () => {
			const row = this.#readTotals();
			const [ranges, hashes, oldestCheck, newestCheck, sum] = row as [
				...[number, number],
				...[number | null, number | null, number],
			];
			this.checks.proveTally({ rows: ranges, sum });
			return { ranges, hashes, oldestCheck, newestCheck };
		});
	}

	/**
	 * How many ranges are gone, as far as the tally of checks tells: nobody knows which.
	 *
	 * @param stored how many have a check or a blob
	 */
	rangesGone(stored: number): number {
		let gone = 0;
		isProved(() => {
			const [rows, , , , sum] = this.#readTotals() as [number, unknown, unknown, unknown, number];
			gone = this.checks.rowsGone({ rows, sum }, stored);
		});
		return gone;
	}

	#readTotals(): unknown {
		try {
			return this.#database.prepare(TOTALS).raw().get();
		} catch (error) {
			// Sums of what is damaged may overflow.
			if (systemCode(error) !== 'SQLITE_ERROR') throw error;
			throw storeDamage(this.#database.name, 'its table of checks', error);
		}
	}

	/** The tables that are not as they were written; of checks, only what `totals` proves. */
	damaged(): TableName[] {
		const isIntact = (table: ProvedTable) =>
			isProved(() => (table === this.checks ? this.totals() : table.rows()));
		return this.#all.filter((table) => !isIntact(table)).map(({ name }) => name);
	}

	/**
	 * Writes the tables anew, as far as their rows are as they were written. To be called in `change`.
	 *
	 * @returns those that were damaged, and what the tally of checks has more than the rows that are left: undefined when
	 *   there is no tally
	 */
	mend(): { damaged: TableName[]; lack: Tally | undefined } {
		const damaged = this.damaged();
		const tally = this.checks.storedTally();
		this.#database.exec('DELETE FROM tallies');
		for (const table of this.#all) table.mend();
		return { damaged, lack: tally && this.checks.lackOf(tally) };
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
