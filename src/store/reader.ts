/** Reads the store. Any number of readers may be open while a sync writes; each sees whole ranges. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CredcheckError, type ErrorCode, systemCode } from '../errors.ts';
import { type HashKind, type HashKindName, kindNamed } from '../range/kind.ts';
import { type PackedRange, viewPacked } from '../range/packed.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import {
	type Database,
	databaseError,
	isDamage,
	openDatabase,
	orClose,
	type Statement,
	withDatabaseErrors,
} from './database.ts';
import { fileSize, isAtRest, notAtRest, settle } from './rest.ts';
import { checkIsStore, checkKind, checkName, checkTables } from './schema.ts';

/** Of SQLite's page cache. */
const CACHE_KIB = 1024;

/** What is stored of a range besides its blob. */
export interface RangeCheck {
	/** Milliseconds since 1970. */
	readonly checkedAt: number;
	readonly hashes: number;
	/** The name of the source. */
	readonly source: string;
	readonly etag: string | undefined;
	readonly lastModified: string | undefined;
}

export type StoredRange =
	| { readonly kind: 'range'; readonly range: PackedRange; readonly checksum: Buffer }
	| { readonly kind: 'missing' }
	/** The blob differs from what was stored. */
	| { readonly kind: 'damaged' };

/** Totals over all stored ranges. Times in milliseconds since 1970, undefined in an empty store. */
export interface StoreTotals {
	readonly ranges: number;
	readonly hashes: number;
	readonly oldestCheck: number | undefined;
	readonly newestCheck: number | undefined;
}

/**
 * How the sync ended: `done`; `unchanged` when none of the probed ranges had changed and nothing else was
 * due; or the code of the error that ended it, which is `INCOMPLETE` when ranges failed.
 */
export type SyncEnd = 'done' | 'unchanged' | ErrorCode;

/** What is recorded of a run of sync when it ends. */
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

/** A run of sync as recorded: all of {@link FinishedSync} is null while it runs, or if it was killed. */
export type SyncRecord = { readonly startedAt: number; readonly source: string } & {
	readonly [Field in keyof FinishedSync]: FinishedSync[Field] | null;
};

/** A range whose last fetch failed. */
export interface FailedRange {
	readonly prefix: Prefix;
	readonly reason: string;
	/** The first failure since the last successful fetch, and the last one; milliseconds since 1970. */
	readonly since: number;
	readonly triedAt: number;
}

/** The checksum stored beside a blob: SHA-256 of its bytes. */
export function checksumOf(packed: Uint8Array): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(createHash('sha256').update(packed).digest());
}

export class StoreReader {
	readonly path: string;
	/** The kind of its hashes. */
	readonly kind: HashKind;
	readonly #database: Database;
	readonly #selectRange: Statement;
	readonly #selectCheck: Statement;

	/** Use {@link openStore}. */
	constructor(path: string, kind: HashKind, database: Database) {
		this.path = path;
		this.kind = kind;
		this.#database = database;
		this.#selectRange = database
			.prepare('SELECT checksum, packed, crc FROM ranges WHERE prefix = ?')
			.raw();
		this.#selectCheck = database.prepare(
			`SELECT checked_at AS checkedAt, hashes, name AS source, etag, last_modified AS lastModified
			 FROM checks JOIN sources ON sources.id = checks.source WHERE prefix = ?`,
		);
	}

	/**
	 * Reads a range and compares it with its checksums.
	 *
	 * @param proof `quick` detects a failing disk, by a CRC-32; `thorough` also compares the SHA-256
	 */
	range(prefix: Prefix, proof: 'quick' | 'thorough' = 'quick'): StoredRange {
		let row: [checksum: Buffer, packed: Buffer, crc: number] | undefined;
		try {
			row = this.#selectRange.get(prefix) as typeof row;
		} catch (error) {
			// Where the file itself is damaged, SQLite throws instead of returning the blob.
			if (isDamage(error)) return { kind: 'damaged' };
			throw databaseError(error, this.path);
		}
		if (row === undefined) return { kind: 'missing' };
		const [checksum, packed, crc] = row;
		const isIntact =
			crc32(packed) === crc && (proof === 'quick' || checksum.equals(checksumOf(packed)));
		const range = isIntact ? viewPacked(this.kind, packed) : undefined;
		return range === undefined ? { kind: 'damaged' } : { kind: 'range', range, checksum };
	}

	/**
	 * Lets `work` read one state of the store, whatever is written meanwhile, and saves SQLite from locking
	 * the file for each read. Meanwhile no writer can start its log over, so it should take seconds at most.
	 */
	inOneState<T>(work: () => T): T {
		withDatabaseErrors(this.path, () => this.#database.exec('BEGIN'));
		try {
			return work();
		} finally {
			// Not COMMIT, which fails where the file is damaged. An error may have ended the transaction.
			if (this.#database.inTransaction) {
				withDatabaseErrors(this.path, () => this.#database.exec('ROLLBACK'));
			}
		}
	}

	check(prefix: Prefix): RangeCheck | undefined {
		const row = withDatabaseErrors(this.path, () => this.#selectCheck.get(prefix)) as
			| WithNulls<RangeCheck>
			| undefined;
		if (row === undefined) return undefined;
		// Field by field: a sync reads one for each range.
		const { checkedAt, hashes, source, etag, lastModified } = row;
		return {
			checkedAt,
			hashes,
			source,
			etag: etag ?? undefined,
			lastModified: lastModified ?? undefined,
		};
	}

	/** When each range was checked, by prefix, in milliseconds since 1970; 0 for missing ranges. */
	checkTimes(): Float64Array {
		const times = new Float64Array(PREFIX_COUNT);
		this.#forEachCheck('checked_at', (prefix, checkedAt) => {
			times[prefix] = checkedAt;
		});
		return times;
	}

	/** Calls `each` for every stored range, with its `bodyFingerprint`. */
	forEachHead(each: (prefix: Prefix, head: number) => void): void {
		this.#forEachCheck('head', each);
	}

	#forEachCheck(
		column: 'checked_at' | 'head',
		each: (prefix: Prefix, value: number) => void,
	): void {
		this.#query(`SELECT prefix, ${column} FROM checks`, (statement) => {
			const rows = statement.raw().iterate() as IterableIterator<[number, number]>;
			for (const [prefix, value] of rows) each(prefix, value);
		});
	}

	/** Every prefix that has a blob, a check, or both, ascending. */
	storedPrefixes(): Prefix[] {
		const sql = 'SELECT prefix FROM checks UNION SELECT prefix FROM ranges ORDER BY prefix';
		return this.#query(sql, (statement) => statement.pluck().all() as Prefix[]);
	}

	totals(): StoreTotals {
		return this.#query(
			`SELECT count(*) AS ranges, ifnull(sum(hashes), 0) AS hashes,
			        min(checked_at) AS oldestCheck, max(checked_at) AS newestCheck FROM checks`,
			(statement) => {
				const { oldestCheck, newestCheck, ...sums } = statement.get() as WithNulls<StoreTotals>;
				return {
					...sums,
					oldestCheck: oldestCheck ?? undefined,
					newestCheck: newestCheck ?? undefined,
				};
			},
		);
	}

	lastSync(): SyncRecord | undefined {
		return this.#query(
			`SELECT started_at AS startedAt, finished_at AS finishedAt, source,
			        requested, changed, unchanged, skipped, failed, ended
			 FROM syncs ORDER BY id DESC LIMIT 1`,
			(statement) => statement.get() as SyncRecord | undefined,
		);
	}

	/** Ranges whose last fetch failed, in ascending order. */
	failures(): FailedRange[] {
		const sql = 'SELECT prefix, reason, since, tried_at AS triedAt FROM failures ORDER BY prefix';
		return this.#query(sql, (statement) => statement.all() as FailedRange[]);
	}

	/**
	 * A value of `meta`: `algorithm`, `created_at`, `created_by`, `writer`, or `sweep_begun_at`: when the
	 * sweep began that has not finished, in milliseconds since 1970.
	 */
	meta(key: string): string | undefined {
		const sql = 'SELECT value FROM meta WHERE key = ?';
		return this.#query(sql, (statement) => statement.pluck().get(key) as string | undefined);
	}

	#query<T>(sql: string, read: (statement: Statement) => T): T {
		return withDatabaseErrors(this.path, () => read(this.#database.prepare(sql)));
	}

	/** Bytes of the file and of its write-ahead log. */
	fileBytes(): number {
		return fileSize(this.path) + fileSize(`${this.path}-wal`);
	}

	close(): void {
		this.#database.close();
		// A sync that ended meanwhile could not bring it to rest.
		settle(this.path);
	}
}

/**
 * Opens a store for reading.
 *
 * @param kind of hashes that it must have; undefined for any
 * @throws CredcheckError STORE_MISSING when there is none or the file is something else, USAGE when it has
 *   hashes of another kind, NATIVE_MISSING when SQLite cannot be loaded
 */
export function openStore(path: string, kind?: HashKindName): StoreReader {
	checkName(path);
	if (!checkIsStore(path)) {
		throw new CredcheckError(
			'STORE_MISSING',
			`no store at ${path}`,
			'make one with credcheck sync, or name another with --store or --kind',
		);
	}
	settle(path);
	const database = openDatabase(path, { readonly: true });
	return orClose(path, database, () => {
		readFirst(database, path);
		// By default 16 MB for each thread: of use only for what is read again, such as the upper pages of the tree.
		database.pragma(`cache_size = -${CACHE_KIB}`);
		const own = checkTables(database, path);
		checkKind(path, own, kindNamed(kind));
		return new StoreReader(path, own, database);
	});
}

/** The first read fails where SQLite would have to write beside the store and may not. */
function readFirst(database: Database, path: string): void {
	try {
		database.pragma('user_version');
	} catch (error) {
		const isRefused = /^SQLITE_(CANTOPEN|READONLY)/.test(systemCode(error) ?? '');
		throw isRefused && !isAtRest(path) ? notAtRest(path, error) : error;
	}
}

/** A row as SQLite returns it. */
type WithNulls<Fields> = {
	readonly [Field in keyof Fields]: undefined extends Fields[Field]
		? Exclude<Fields[Field], undefined> | null
		: Fields[Field];
};
