/** Writing the store: one writer, whole transactions, body and validators together. */

import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import { formatBytes } from '../text/format.ts';
import { createStore, removeDrafts, resolveLinks } from './creation.ts';
import { type Database, openDatabase, orClose, withDatabaseErrors } from './database.ts';
import { lockStore, type StoreLock } from './lock.ts';
import { openStore, StoreReader, type SyncEnd } from './reader.ts';
import { checkIsStore, checkName, checkTables } from './schema.ts';

/** What one check of a range brought. */
export type CheckOutcome =
	| {
			readonly kind: 'changed';
			readonly prefix: Prefix;
			readonly packed: Uint8Array;
			readonly checksum: Uint8Array;
			readonly hashes: number;
			/** See `bodyFingerprint`. */
			readonly head: number;
			readonly etag: string | undefined;
			readonly lastModified: string | undefined;
	  }
	/** The blob stays, and what was said of it, as after a 304. */
	| { readonly kind: 'unchanged'; readonly prefix: Prefix }
	/** The body came, and is what is held: what is said of it is replaced. */
	| {
			readonly kind: 'same';
			readonly prefix: Prefix;
			readonly hashes: number;
			readonly head: number;
			readonly etag: string | undefined;
			readonly lastModified: string | undefined;
	  }
	/** What is held stays as it is. */
	| { readonly kind: 'failed'; readonly prefix: Prefix; readonly reason: string }
	/** What is held turned out not to be this range's: it goes, and counts as failed. */
	| { readonly kind: 'withdrawn'; readonly prefix: Prefix; readonly reason: string };

/** Kept in `meta`, so that whoever finds the store locked can say by whom. */
interface Writer {
	readonly pid: number;
	readonly since: string;
}

/** What is recorded of a run when it ends. */
export interface FinishedSync {
	/** Milliseconds since 1970. */
	readonly finishedAt: number;
	readonly requested: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly skipped: number;
	readonly failed: number;
	readonly ended: SyncEnd;
}

/** How many past runs the store remembers. */
const SYNCS_KEPT = 100;
/**
 * SQLite's log starts over once all of it is in the file and nobody reads from it. A reader that stays
 * holds it up. From a quarter of this on the log is started over at the first moment without one; at
 * this readers are waited for, and then the run ends.
 */
const MAX_LOG_BYTES = 1024 ** 3;
const PATIENCE_MS = 10_000;

export interface WriterOptions {
	/** The most the log beside the store may come to, in bytes; default 1 GiB. */
	readonly mostLogBytes?: number;
	/** How long readers and other writers are waited for, in milliseconds; default 10,000. */
	readonly patienceMs?: number;
}

export class StoreWriter {
	readonly reader: StoreReader;
	readonly #database: Database;
	readonly #lock: StoreLock;
	readonly #path: string;
	readonly #mostLogBytes: number;
	readonly #patienceMs: number;
	readonly #inode: number;
	readonly #statements: ReturnType<typeof prepareStatements>;

	/** Use {@link openStoreForWriting}. */
	constructor(
		path: string,
		database: Database,
		lock: StoreLock,
		{ mostLogBytes, patienceMs }: Required<WriterOptions>,
	) {
		this.#path = path;
		this.#mostLogBytes = mostLogBytes;
		this.#patienceMs = patienceMs;
		this.#inode = statSync(path).ino;
		this.#database = database;
		this.#lock = lock;
		this.#statements = prepareStatements(database);
		const writer: Writer = { pid: process.pid, since: new Date().toISOString() };
		database
			.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('writer', ?)")
			.run(JSON.stringify(writer));
		this.reader = new StoreReader(path, database);
	}

	/** Notes that a run began; returns its number. */
	beginSync(source: string, startedAt: number): number {
		return withDatabaseErrors(this.#path, () => {
			const { lastInsertRowid } = this.#database
				.prepare('INSERT INTO syncs (started_at, source) VALUES (?, ?)')
				.run(startedAt, source);
			const id = Number(lastInsertRowid);
			this.#database.prepare('DELETE FROM syncs WHERE id <= ?').run(id - SYNCS_KEPT);
			return id;
		});
	}

	/** Keeps a line of `meta`; undefined takes it away. */
	setMeta(key: 'sweep_begun_at', value: string | undefined): void {
		withDatabaseErrors(this.#path, () => {
			if (value === undefined) this.#database.prepare('DELETE FROM meta WHERE key = ?').run(key);
			else {
				this.#database
					.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
					.run(key, value);
			}
		});
	}

	/** @throws CredcheckError OUTPUT when the store is no longer where it was opened */
	finishSync(id: number, record: FinishedSync): void {
		const status = statSync(this.#path, { throwIfNoEntry: false });
		if (status?.ino !== this.#inode) {
			throw new CredcheckError(
				'OUTPUT',
				`the store ${this.#path} was removed or replaced while it was being written`,
				'run the same command again, and find out what did that',
			);
		}
		withDatabaseErrors(this.#path, () =>
			this.#database
				.prepare(
					`UPDATE syncs SET finished_at = @finishedAt, requested = @requested, changed = @changed,
					 unchanged = @unchanged, skipped = @skipped, failed = @failed, ended = @ended
					 WHERE id = @id`,
				)
				.run({ ...record, id }),
		);
	}

	/**
	 * Writes outcomes in one transaction: all of them or, when this throws, none.
	 *
	 * @param source the name under which the checks are recorded
	 * @param checkedAt milliseconds since 1970
	 */
	record(outcomes: readonly CheckOutcome[], source: string, checkedAt: number): void {
		withDatabaseErrors(this.#path, () => {
			const statements = this.#statements;
			this.#database
				.transaction(() => {
					statements.nameSource.run(source);
					const sourceId = statements.source.get(source);
					for (const outcome of outcomes) {
						const { prefix } = outcome;
						if (outcome.kind === 'failed' || outcome.kind === 'withdrawn') {
							if (outcome.kind === 'withdrawn') {
								statements.dropRange.run(prefix);
								statements.dropCheck.run(prefix);
							}
							statements.fail.run(prefix, outcome.reason, checkedAt, checkedAt);
							continue;
						}
						statements.unfail.run(prefix);
						if (outcome.kind === 'unchanged') {
							statements.touch.run(checkedAt, prefix);
							continue;
						}
						const { hashes, head, etag, lastModified } = outcome;
						const said = [checkedAt, hashes, sourceId, etag, lastModified, head];
						if (outcome.kind === 'changed') {
							statements.range.run(prefix, outcome.checksum, crc32(outcome.packed), outcome.packed);
							statements.check.run(prefix, ...said);
						} else statements.recheck.run(...said, prefix);
					}
				})
				.immediate();
			this.#boundLog();
		});
	}

	/** @throws CredcheckError OUTPUT when a reader keeps the log from being folded into the file */
	#boundLog(): void {
		const bytes = () => statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
		if (bytes() < this.#mostLogBytes / 4) return;
		const atLimit = bytes() >= this.#mostLogBytes;
		// Readers are waited for at the very limit, and not at each batch before it.
		this.#database.pragma(`busy_timeout = ${atLimit ? this.#patienceMs : 0}`);
		this.#database.pragma('wal_checkpoint(TRUNCATE)');
		this.#database.pragma(`busy_timeout = ${this.#patienceMs}`);
		if (!atLimit || bytes() < this.#mostLogBytes) return;
		throw new CredcheckError(
			'OUTPUT',
			`somebody has read from ${this.#path} for so long that the log beside it holds ${formatBytes(bytes())}`,
			'end what reads from the store and run the same command again; what was stored is kept',
		);
	}

	close(): void {
		try {
			this.#database.pragma('wal_checkpoint(TRUNCATE)');
		} catch {
			// Where the disk is full, say, the log stays beside the file, and is read with it.
		} finally {
			this.#database.close();
			this.#lock.release();
		}
	}
}

function prepareStatements(database: Database) {
	const prepare = (sql: string) => database.prepare(sql);
	return {
		nameSource: prepare('INSERT OR IGNORE INTO sources (name) VALUES (?)'),
		source: prepare('SELECT id FROM sources WHERE name = ?').pluck(),
		range: prepare(
			`INSERT INTO ranges (prefix, checksum, crc, packed) VALUES (?, ?, ?, ?)
			 ON CONFLICT (prefix) DO UPDATE
			 SET checksum = excluded.checksum, crc = excluded.crc, packed = excluded.packed`,
		),
		check: prepare(
			`INSERT INTO checks (prefix, checked_at, hashes, source, etag, last_modified, head)
			 VALUES (?, ?, ?, ?, ?, ?, ?)
			 ON CONFLICT (prefix) DO UPDATE SET checked_at = excluded.checked_at,
			 hashes = excluded.hashes, source = excluded.source, etag = excluded.etag,
			 last_modified = excluded.last_modified, head = excluded.head`,
		),
		dropRange: prepare('DELETE FROM ranges WHERE prefix = ?'),
		dropCheck: prepare('DELETE FROM checks WHERE prefix = ?'),
		touch: prepare('UPDATE checks SET checked_at = ? WHERE prefix = ?'),
		recheck: prepare(
			`UPDATE checks SET checked_at = ?, hashes = ?, source = ?, etag = ?, last_modified = ?, head = ?
			 WHERE prefix = ?`,
		),
		fail: prepare(
			`INSERT INTO failures (prefix, reason, since, tried_at) VALUES (?, ?, ?, ?)
			 ON CONFLICT (prefix) DO UPDATE SET reason = excluded.reason, tried_at = excluded.tried_at`,
		),
		unfail: prepare('DELETE FROM failures WHERE prefix = ?'),
	};
}

/**
 * Opens the store for writing, making it (and its folder, 0700) when it is not there.
 *
 * @throws CredcheckError STORE_MISSING when the file is something else or cannot be made,
 *   STORE_LOCKED when another process writes, USAGE when the name is none, OUTPUT when the disk is full,
 *   NATIVE_MISSING when SQLite cannot be loaded
 */
export function openStoreForWriting(
	named: string,
	kind: HashKind,
	{ mostLogBytes = MAX_LOG_BYTES, patienceMs = PATIENCE_MS }: WriterOptions = {},
): StoreWriter {
	checkName(named);
	// Two names of one store are one lock.
	const path = resolveLinks(named);
	// Beside a file that is something else not even a lock is left.
	if (checkIsStore(path)) inspect(path, kind);
	const lock = lockStore(path, () => describeWriter(path));
	try {
		if (!checkIsStore(path)) {
			removeDrafts(path);
			createStore(path, kind);
		}
		const database = openDatabase(path, { fileMustExist: true, timeout: patienceMs });
		return orClose(database, () =>
			withDatabaseErrors(path, () => {
				database.pragma('synchronous = NORMAL');
				return new StoreWriter(path, database, lock, { mostLogBytes, patienceMs });
			}),
		);
	} catch (error) {
		lock.release();
		throw error;
	}
}

/** Reads only. */
function inspect(path: string, kind: HashKind): void {
	const database = openDatabase(path, { readonly: true });
	try {
		withDatabaseErrors(path, () => checkTables(database, path, kind));
	} finally {
		database.close();
	}
}

/** Who wrote last, in words that follow the store's name; nothing when that cannot be told. */
function describeWriter(path: string): string {
	try {
		const store = openStore(path);
		try {
			const { pid, since } = JSON.parse(store.meta('writer') ?? '') as Writer;
			return ` (process ${pid}, since ${since})`;
		} finally {
			store.close();
		}
	} catch {
		return '';
	}
}
