/** Reading the store. Any number of readers may be open while a sync writes; each range is seen whole. */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ErrorCode } from '../errors.ts';
import { type HashKind, SHA1 } from '../range/kind.ts';
import { type PackedRange, viewPacked } from '../range/packed.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import {
	type Database,
	isDamage,
	openDatabase,
	orClose,
	type Statement,
	withDatabaseErrors,
} from './database.ts';
import { checkIsStore, checkName, checkTables, storeMissing } from './schema.ts';

/** What is kept of a range beside its blob. */
export interface RangeCheck {
	/** Milliseconds since 1970. */
	readonly checkedAt: number;
	readonly hashes: number;
	readonly source: string;
	readonly etag: string | undefined;
	readonly lastModified: string | undefined;
}

export type HeldRange =
	| { readonly kind: 'range'; readonly range: PackedRange; readonly checksum: Buffer }
	| { readonly kind: 'missing' }
	/** The blob is not what was stored. */
	| { readonly kind: 'damaged' };

/** Totals over all ranges held. Times in milliseconds since 1970, undefined when none is held. */
export interface Holdings {
	readonly ranges: number;
	readonly hashes: number;
	readonly oldestCheck: number | undefined;
	readonly newestCheck: number | undefined;
}

/**
 * How the sync ended: `done`; `unchanged` when the ranges asked for first had not changed and nothing
 * else was due; or the code of the error that ended it, which is `INCOMPLETE` when ranges failed.
 */
export type SyncEnd = 'done' | 'unchanged' | ErrorCode;

/** One run of sync, as recorded. The numbers are undefined when it did not end by itself. */
export interface SyncRecord {
	readonly startedAt: number;
	readonly finishedAt: number | undefined;
	readonly source: string;
	readonly requested: number | undefined;
	readonly changed: number | undefined;
	readonly unchanged: number | undefined;
	readonly skipped: number | undefined;
	readonly failed: number | undefined;
	readonly ended: SyncEnd | undefined;
}

/** A range whose last fetch failed. */
export interface FailedRange {
	readonly prefix: Prefix;
	readonly reason: string;
	/** When it failed first since it was last fetched well, and when last; milliseconds since 1970. */
	readonly since: number;
	readonly triedAt: number;
}

/** The checksum kept beside a blob: SHA-256 of its bytes. */
export function checksumOf(packed: Uint8Array): Uint8Array<ArrayBuffer> {
	const digest = createHash('sha256').update(packed).digest();
	return Uint8Array.from(digest);
}

export class StoreReader {
	readonly path: string;
	readonly kind: HashKind = SHA1;
	readonly #database: Database;
	readonly #selectRange: Statement;
	readonly #selectCheck: Statement;
	readonly #begin: Statement;
	readonly #rollback: Statement;

	/** Use {@link openStore}. */
	constructor(path: string, database: Database) {
		this.path = path;
		this.#database = database;
		this.#begin = database.prepare('BEGIN');
		this.#rollback = database.prepare('ROLLBACK');
		this.#selectRange = database
			.prepare('SELECT checksum, packed, crc FROM ranges WHERE prefix = ?')
			.raw();
		this.#selectCheck = database
			.prepare(
				`SELECT checked_at, hashes, name, etag, last_modified
			 FROM checks JOIN sources ON sources.id = checks.source WHERE prefix = ?`,
			)
			.raw();
	}

	/**
	 * Reads a range and proves that it is what was stored.
	 *
	 * @param proof `quick` finds what a failing disk does, by a CRC-32; `thorough` proves the checksum
	 */
	range(prefix: Prefix, proof: 'quick' | 'thorough' = 'quick'): HeldRange {
		const row = this.#readRange(prefix);
		if (row === 'damaged') return { kind: 'damaged' };
		if (row === undefined) return { kind: 'missing' };
		const [checksum, packed, crc] = row;
		if (crc32(packed) !== crc) return { kind: 'damaged' };
		if (proof === 'thorough') {
			if (Buffer.compare(checksumOf(packed), checksum) !== 0) return { kind: 'damaged' };
		}
		const range = viewPacked(this.kind, packed);
		return range === undefined ? { kind: 'damaged' } : { kind: 'range', range, checksum };
	}

	/**
	 * Reads one state of the store, whoever writes meanwhile, and spares SQLite to lock the file for each
	 * read. Until `work` is done no writer can start its log over, so it should take seconds at most.
	 */
	inOneState<T>(work: () => T): T {
		this.#query(() => this.#begin.run());
		let result: T;
		try {
			result = work();
		} catch (error) {
			try {
				this.#leaveState();
			} catch {
				// What the work threw says more.
			}
			throw error;
		}
		this.#leaveState();
		return result;
	}

	#leaveState(): void {
		// Nothing was written, and where the file is damaged COMMIT fails. An error may have ended it already.
		if (this.#database.inTransaction) this.#query(() => this.#rollback.run());
	}

	/** Where the file itself is damaged at that place, SQLite says so instead of giving a blob. */
	#readRange(
		prefix: Prefix,
	): [checksum: Buffer, packed: Buffer, crc: number] | undefined | 'damaged' {
		try {
			return this.#selectRange.get(prefix) as [Buffer, Buffer, number] | undefined;
		} catch (error) {
			if (isDamage(error)) return 'damaged';
			throw error;
		}
	}

	#query<T>(query: () => T): T {
		return withDatabaseErrors(this.path, query);
	}

	check(prefix: Prefix): RangeCheck | undefined {
		const row = this.#query(() => this.#selectCheck.get(prefix)) as
			| [number, number, string, string | null, string | null]
			| undefined;
		if (row === undefined) return undefined;
		const [checkedAt, hashes, source, etag, lastModified] = row;
		return {
			checkedAt,
			hashes,
			source,
			etag: etag ?? undefined,
			lastModified: lastModified ?? undefined,
		};
	}

	/** For each prefix when it was checked, milliseconds since 1970; 0 where it is not held. */
	checkTimes(): Float64Array {
		return this.#query(() => {
			const times = new Float64Array(PREFIX_COUNT);
			const rows = this.#database.prepare('SELECT prefix, checked_at FROM checks').raw().iterate();
			for (const [prefix, checkedAt] of rows as IterableIterator<[number, number]>) {
				times[prefix] = checkedAt;
			}
			return times;
		});
	}

	/** Calls back with each range held and its `bodyFingerprint`. */
	forEachHead(each: (prefix: Prefix, head: number) => void): void {
		this.#query(() => {
			const rows = this.#database.prepare('SELECT prefix, head FROM checks').raw().iterate();
			for (const [prefix, head] of rows as IterableIterator<[number, number]>) each(prefix, head);
		});
	}

	/** Every prefix that has a blob, a check, or both, ascending. */
	heldPrefixes(): Prefix[] {
		return this.#query(() =>
			this.#database
				.prepare('SELECT prefix FROM checks UNION SELECT prefix FROM ranges ORDER BY prefix')
				.pluck()
				.all(),
		) as Prefix[];
	}

	holdings(): Holdings {
		const row = this.#query(() =>
			this.#database
				.prepare('SELECT count(*), sum(hashes), min(checked_at), max(checked_at) FROM checks')
				.raw()
				.get(),
		) as [number, number | null, number | null, number | null];
		const [ranges, hashes, oldest, newest] = row;
		return {
			ranges,
			hashes: hashes ?? 0,
			oldestCheck: oldest ?? undefined,
			newestCheck: newest ?? undefined,
		};
	}

	lastSync(): SyncRecord | undefined {
		const row = this.#query(() =>
			this.#database
				.prepare(
					`SELECT started_at AS startedAt, finished_at AS finishedAt, source,
					        requested, changed, unchanged, skipped, failed, ended
					 FROM syncs ORDER BY id DESC LIMIT 1`,
				)
				.get(),
		) as { [key: string]: number | string | null } | undefined;
		if (row === undefined) return undefined;
		const present = Object.entries(row).filter(([, value]) => value !== null);
		return Object.fromEntries(present) as unknown as SyncRecord;
	}

	/** What could not be fetched since it was last fetched well, ascending. */
	failures(): FailedRange[] {
		return this.#query(() =>
			this.#database
				.prepare('SELECT prefix, reason, since, tried_at AS triedAt FROM failures ORDER BY prefix')
				.all(),
		) as FailedRange[];
	}

	/**
	 * A line of `meta`: `algorithm`, `created_at`, `created_by`, `writer`; `sweep_begun_at`, of a sweep
	 * that has not come to its end, in milliseconds since 1970.
	 */
	meta(key: string): string | undefined {
		return this.#query(() =>
			this.#database.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key),
		) as string | undefined;
	}

	/** Bytes of the file and of what SQLite keeps beside it. */
	fileBytes(): number {
		return ['', '-wal']
			.map((ending) => statSync(this.path + ending, { throwIfNoEntry: false })?.size ?? 0)
			.reduce((sum, size) => sum + size, 0);
	}

	close(): void {
		this.#database.close();
	}
}

/**
 * Opens a store for reading.
 *
 * @throws CredcheckError STORE_MISSING when there is none or the file is something else,
 *   NATIVE_MISSING when SQLite cannot be loaded
 */
export function openStore(path: string): StoreReader {
	checkName(path);
	if (!checkIsStore(path)) throw storeMissing(path);
	const database = openDatabase(path, { readonly: true });
	return orClose(database, () =>
		withDatabaseErrors(path, () => {
			checkTables(database, path, SHA1);
			return new StoreReader(path, database);
		}),
	);
}
