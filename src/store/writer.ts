/** Writes the store: one writer at a time, in transactions, a range together with its validators. */

import { crc32 } from 'node:zlib';
import { CredcheckError } from '../errors.ts';
import type { CountTally } from '../range/count-bins.ts';
import type { HashKind } from '../range/kind.ts';
import { formatBytes } from '../text/format.ts';
import { createStore, resolveLinks } from './creation.ts';
import {
	type Database,
	openDatabase,
	orClose,
	removedWhileWritten,
	withDatabaseErrors,
} from './database.ts';
import { checkIsStore, checkName, noteOpen } from './file/header.ts';
import { assertOnlyName } from './file/other-name.ts';
import { fileSize } from './file/place.ts';
import { lockStore } from './lock.ts';
import { openStore, readStore } from './open-store.ts';
import type { StoreReader } from './reader.ts';
import { beginLog, endLog } from './rest.ts';
import { kindOfStore, setKind } from './store-kind.ts';
import { type CheckOutcome, isStored } from './tables/check-outcome.ts';
import { CountChanges } from './tables/count-changes.ts';
import { COUNTS_ROW, formatTally } from './tables/counts.ts';
import { storeDamage } from './tables/damage.ts';
import type { FinishedSync } from './tables/records.ts';
import { asCheck, checkCells, StoreTables } from './tables/store-tables.ts';
import { integerOf, isoTimeOf, storableText } from './values.ts';

/** How many past runs the store remembers. */
const SYNCS_KEPT = 100;

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

export class StoreWriter {
	readonly reader: StoreReader;
	readonly #database: Database;
	readonly #release: () => void;
	readonly #options: Required<WriterOptions>;
	readonly #tables: StoreTables;
	readonly #noteClosed: () => void;
	readonly #statements: ReturnType<typeof prepareStatements>;

	/** Use {@link openStoreForWriting}. */
	constructor(
		path: string,
		database: Database,
		release: () => void,
		options: Required<WriterOptions>,
	) {
		this.reader = readStore(path, database);
		this.#noteClosed = noteOpen(this.reader.file);
		this.#tables = new StoreTables(database);
		this.#options = options;
		this.#database = database;
		this.#release = release;
		this.#statements = prepareStatements(database);
		// For the message of another process that finds the store locked.
		const since = new Date().toISOString();
		this.setMeta('writer', JSON.stringify({ pid: process.pid, since }));
	}

	#change<T>(work: (tables: StoreTables) => T): T {
		return withDatabaseErrors(this.reader.path, () =>
			this.#tables.change(() => work(this.#tables)),
		);
	}

	/** Records that a run began; returns its number. */
	beginSync(source: string, startedAt: number): number {
		return this.#change(({ syncs }) => {
			const known = syncs.rows().map(([id]) => id as number);
			const id = (known.at(-1) ?? 0) + 1;
			syncs.put([id, startedAt, null, storableText(source), null, null, null, null, null, null]);
			for (const old of known) if (old <= id - SYNCS_KEPT) syncs.delete(old);
			return id;
		});
	}

	/** Writes a value of `meta`; undefined deletes it. */
	setMeta(key: 'sweep_begun_at' | 'writer', value: string | undefined): void {
		this.#change((tables) => tables.setMeta(key, value));
	}

	/** @throws CredcheckError OUTPUT when the store file was removed or replaced */
	finishSync(id: number, record: FinishedSync): void {
		if (!this.reader.isInPlace()) throw removedWhileWritten(this.reader.path);
		const { finishedAt, requested, changed, unchanged, skipped, failed, ended } = record;
		this.#change(({ syncs }) => {
			const [, startedAt = null, , source = null] = syncs.row(id) ?? [];
			const counts = [requested, changed, unchanged, skipped, failed];
			syncs.put([id, startedAt, finishedAt, source, ...counts, ended]);
		});
	}

	/**
	 * Writes outcomes in one transaction: all of them or, when this throws, none.
	 *
	 * @param source the name under which the checks are recorded
	 * @param checkedAt milliseconds since 1970
	 * @throws CredcheckError INCOMPLETE when the store lacks the blob of a range that it has a check of
	 */
	record(outcomes: readonly CheckOutcome[], source: string, checkedAt: number): void {
		this.#change(() => {
			const sourceId = this.#sourceId(storableText(source));
			// Most batches need not look for a failure of each range.
			const hasFailures =
				!this.#tables.failures.isEmpty() || outcomes.some((outcome) => !isStored(outcome));
			const counts = new CountChanges(this.reader, this.#tables.counts);
			for (const outcome of outcomes) {
				if (hasFailures && isStored(outcome)) this.#tables.failures.delete(outcome.prefix);
				this.#recordOne(outcome, sourceId, checkedAt, counts);
			}
			counts.write();
		});
		withDatabaseErrors(this.reader.path, () => this.#boundLog());
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
					throw storeDamage(this.reader.path, 'its table of ranges');
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

	setCounts(tally: CountTally): void {
		this.#change(({ counts }) => counts.put([COUNTS_ROW, formatTally(tally)]));
	}

	/** @throws CredcheckError OUTPUT when a reader keeps SQLite from starting the log over */
	#boundLog(): void {
		const { mostLogBytes, patienceMs } = this.#options;
		const { path } = this.reader;
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

	close(): void {
		try {
			endLog(this.#database);
		} catch {
			// On a full disk, say, the log stays beside the file, and is read with it.
		} finally {
			this.#database.close();
			this.#noteClosed();
			this.#release();
		}
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

/**
 * Opens the store for writing. A missing store is created, and a missing folder too, with mode 0700.
 *
 * @throws CredcheckError STORE_MISSING when the file is something else or cannot be created,
 *   STORE_LOCKED when another process writes, USAGE when the name cannot be a file or the store has hashes of
 *   another kind, OUTPUT when the disk is full, NATIVE_MISSING when SQLite cannot be loaded
 */
export function openStoreForWriting(
	named: string,
	kind: HashKind,
	{ mostLogBytes = 1024 ** 3, replacesLost = false, patienceMs = 10_000 }: WriterOptions = {},
): StoreWriter {
	checkName(named);
	// Two names of one store must be one lock.
	const path = resolveLinks(named);
	// Fails on any other file, before a lock file is made beside it.
	kindOfStore(path, kind.name);
	assertOnlyName(path);
	const release = lockStore(path, () => describeWriter(path));
	try {
		if (!checkIsStore(path)) createStore(path, kind);
		const database = openDatabase(path, { fileMustExist: true, timeout: patienceMs });
		return orClose(path, database, () => {
			beginLog(database);
			database.pragma('synchronous = NORMAL');
			setKind(path, database, kind);
			return new StoreWriter(path, database, release, { mostLogBytes, replacesLost, patienceMs });
		});
	} catch (error) {
		release();
		throw error;
	}
}

/** The last writer, as words to append to the store's path; empty when it is unknown. */
function describeWriter(path: string): string {
	let store: StoreReader | undefined;
	try {
		store = openStore(path);
		const writer = JSON.parse(store.meta('writer') ?? '');
		const pid = integerOf(writer.pid, 'meta.writer');
		const since = isoTimeOf(writer.since, 'meta.writer');
		return ` (process ${pid}, since ${since})`;
	} catch {
		return '';
	} finally {
		store?.close();
	}
}
