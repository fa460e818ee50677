/** Writes the store: one writer at a time, in transactions, a range together with its validators. */

import type { CountTally } from '../range/count-bins.ts';
import type { HashKind } from '../range/kind.ts';
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
import { fileIdentity } from './file/place.ts';
import { lockStore } from './lock.ts';
import { openStore, readStore } from './open-store.ts';
import type { StoreReader } from './reader.ts';
import { beginLog, endLog } from './rest.ts';
import { kindOfStore, setKind } from './store-kind.ts';
import type { CheckOutcome } from './tables/check-outcome.ts';
import { COUNTS_ROW, formatTally } from './tables/counts.ts';
import { RangeRecorder, type WriterOptions } from './tables/range-recorder.ts';
import type { FinishedSync } from './tables/records.ts';
import { StoreTables } from './tables/store-tables.ts';
import { integerOf, isoTimeOf, storableText } from './values.ts';

/** How many past runs the store remembers. */
const SYNCS_KEPT = 100;

export class StoreWriter {
	readonly reader: StoreReader;
	readonly #database: Database;
	readonly #release: () => void;
	readonly #options: Required<WriterOptions>;
	readonly #tables: StoreTables;
	readonly #recorder: RangeRecorder;
	readonly #noteClosed: () => void;

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
		this.#recorder = new RangeRecorder(this.reader, database, options);
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

	/** What `openRecorder` needs, on another thread. */
	get recorderInput(): RecorderInput {
		return { path: this.reader.path, file: this.reader.file, options: this.#options };
	}

	/** See `RangeRecorder.record`. */
	record(outcomes: readonly CheckOutcome[], source: string, checkedAt: number): void {
		this.#recorder.record(outcomes, source, checkedAt);
	}

	setCounts(tally: CountTally): void {
		this.#change(({ counts }) => counts.put([COUNTS_ROW, formatTally(tally)]));
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
	options: WriterOptions = {},
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
		const whole = { mostLogBytes: 1024 ** 3, replacesLost: false, patienceMs: 10_000, ...options };
		const database = openToWrite(path, whole);
		return orClose(path, database, () => {
			beginLog(database);
			setKind(path, database, kind);
			return new StoreWriter(path, database, release, whole);
		});
	} catch (error) {
		release();
		throw error;
	}
}

/** What another thread needs to write to a store that a `StoreWriter` has open. */
export interface RecorderInput {
	readonly path: string;
	/** See `fileIdentity`. */
	readonly file: string | undefined;
	readonly options: Required<WriterOptions>;
}

/** @throws CredcheckError OUTPUT when the store file was removed or replaced */
export function openRecorder({ path, file, options }: RecorderInput): RangeRecorder {
	const assertInPlace = () => {
		if (fileIdentity(path) !== file) throw removedWhileWritten(path);
	};
	assertInPlace();
	const database = openToWrite(path, options);
	return orClose(path, database, () => {
		// What was opened may be another file by now.
		assertInPlace();
		return new RangeRecorder(readStore(path, database), database, options);
	});
}

function openToWrite(path: string, { patienceMs }: Required<WriterOptions>): Database {
	const database = openDatabase(path, { fileMustExist: true, timeout: patienceMs });
	return orClose(path, database, () => {
		database.pragma('synchronous = NORMAL');
		return database;
	});
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
