/** Writes what a sync found of ranges, in transactions: a range together with its validators and counts. */

import { crc32 } from 'node:zlib';
import { CredcheckError } from '../../errors.ts';
import { formatBytes } from '../../text/format.ts';
import { type Database, withDatabaseErrors } from '../database.ts';
import { fileSize } from '../file/place.ts';
import type { StoreReader } from '../reader.ts';
import { storableText } from '../values.ts';
import { type CheckOutcome, isStored } from './check-outcome.ts';
import { CountChanges } from './count-changes.ts';
import { storeDamage } from './damage.ts';
import { asCheck, checkCells, StoreTables } from './store-tables.ts';

export interface WriterOptions {
	/**
	 * The largest size of the write-ahead log, in bytes; default 1 GiB. SQLite starts the log over once all
	 * of it is in the file and nobody reads from it; a long reader prevents that. From a quarter of this size
	 * on, the writer starts it over at the first moment without a reader. At this size it waits for readers,
	 * and then fails.
	 */
	readonly mostLogBytes?: number;
	/**
	 * Whether a range may be stored whose check is there and whose blob is not: only once it is known that SQLite would
	 * find the blob if it were there. By default that is damage.
	 */
	readonly replacesLost?: boolean;
	/** How long to wait for readers and other writers, in milliseconds; default 10,000. */
	readonly patienceMs?: number;
}

/** Writes to one connection, of whichever thread; the lock of the store is the caller's. */
export class RangeRecorder {
	readonly #reader: StoreReader;
	readonly #database: Database;
	readonly #tables: StoreTables;
	readonly #options: Required<WriterOptions>;
	readonly #statements: ReturnType<typeof prepareStatements>;

	/** @param reader of the same connection, so that it reads what was written */
	constructor(reader: StoreReader, database: Database, options: Required<WriterOptions>) {
		this.#reader = reader;
		this.#database = database;
		this.#tables = new StoreTables(database);
		this.#options = options;
		this.#statements = prepareStatements(database);
	}

	/**
	 * Writes outcomes in one transaction: all of them or, when this throws, none.
	 *
	 * @param source the name under which the checks are recorded
	 * @param checkedAt milliseconds since 1970
	 * @throws CredcheckError INCOMPLETE when the store lacks the blob of a range that it has a check of
	 */
	record(outcomes: readonly CheckOutcome[], source: string, checkedAt: number): void {
		withDatabaseErrors(this.#reader.path, () => {
			this.#tables.change(() => this.#recordAll(outcomes, source, checkedAt));
			this.#boundLog();
		});
	}

	#recordAll(outcomes: readonly CheckOutcome[], source: string, checkedAt: number): void {
		const sourceId = this.#sourceId(storableText(source));
		// Most batches need not look for a failure of each range.
		const hasFailures =
			!this.#tables.failures.isEmpty() || outcomes.some((outcome) => !isStored(outcome));
		const counts = new CountChanges(this.#reader, this.#tables.counts);
		for (const outcome of outcomes) {
			if (hasFailures && isStored(outcome)) this.#tables.failures.delete(outcome.prefix);
			this.#recordOne(outcome, sourceId, checkedAt, counts);
		}
		counts.write();
	}

	#recordOne(outcome: CheckOutcome, source: number, checkedAt: number, counts: CountChanges): void {
		const { checks, failures } = this.#tables;
		const { prefix } = outcome;
		if (outcome.kind === 'withdrawn') {
			counts.remove(prefix);
			this.#statements.dropRange.run(prefix);
			checks.delete(prefix);
		}
		if (!isStored(outcome)) {
			const since = failures.row(prefix)?.[2] ?? checkedAt;
			failures.put([prefix, storableText(outcome.reason), since, checkedAt]);
			return;
		}
		checks.change(prefix, (row) => {
			const old = row && asCheck(row);
			if (outcome.kind === 'unchanged') return old && checkCells({ ...old, checkedAt });
			const crc = outcome.kind === 'changed' ? crc32(outcome.packed) : old?.crc;
			// The stored range that it was the same as has been withdrawn meanwhile.
			if (crc === undefined) return undefined;
			if (outcome.kind === 'changed') {
				const stored = this.#statements.checksum.get(prefix);
				if (stored === undefined && row !== undefined && !this.#options.replacesLost) {
					throw storeDamage(this.#reader.path, 'its table of ranges');
				}
				counts.replace(prefix, outcome, stored, row !== undefined);
				this.#statements.range.run(prefix, outcome.checksum, outcome.packed);
			}
			const { hashes, head, etag, lastModified } = outcome;
			const validators = [storableOrNull(etag), storableOrNull(lastModified)];
			return [prefix, checkedAt, hashes, crc, head, source, ...validators];
		});
	}

	#sourceId(name: string): number {
		const { sources } = this.#tables;
		const known = sources.rows() as [number, string][];
		const id = known.find(([, own]) => own === name)?.[0];
		if (id !== undefined) return id;
		const next = (known.at(-1)?.[0] ?? 0) + 1;
		sources.put([next, name]);
		return next;
	}

	/** @throws CredcheckError OUTPUT when a reader keeps SQLite from starting the log over */
	#boundLog(): void {
		const { mostLogBytes, patienceMs } = this.#options;
		const { path } = this.#reader;
		const bytes = () => fileSize(`${path}-wal`);
		if (bytes() < mostLogBytes / 4) return;
		const atLimit = bytes() >= mostLogBytes;
		// Waits for readers only at the limit, not at each batch before it.
		this.#database.pragma(`busy_timeout = ${atLimit ? patienceMs : 0}`);
		this.#database.pragma('wal_checkpoint(TRUNCATE)');
		this.#database.pragma(`busy_timeout = ${patienceMs}`);
		if (!atLimit || bytes() < mostLogBytes) return;
		throw new CredcheckError(
			'OUTPUT',
			`another program has read from ${path} for so long that its write-ahead log has grown to ${formatBytes(bytes())}`,
			'end the program that reads from the store and run the same command again; what was stored is kept',
		);
	}
}

/** A validator that cannot be stored cannot be sent back either. */
function storableOrNull(validator: string | undefined): string | null {
	if (validator === undefined || storableText(validator) !== validator) return null;
	return validator;
}

function prepareStatements(database: Database) {
	const prepare = (sql: string) => database.prepare(sql);
	return {
		range: prepare('INSERT OR REPLACE INTO ranges (prefix, checksum, packed) VALUES (?, ?, ?)'),
		checksum: prepare('SELECT checksum FROM ranges WHERE prefix = ?').pluck(),
		dropRange: prepare('DELETE FROM ranges WHERE prefix = ?'),
	};
}
