/** Reads the store. Any number of readers may be open while a sync writes; each sees whole ranges. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CredcheckError, systemCode } from '../errors.ts';
import type { CountedHashes } from '../range/count-bins.ts';
import { type HashKind, type HashKindName, kindNamed } from '../range/kind.ts';
import { bodyFingerprint, type PackedRange, viewPacked } from '../range/packed.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import {
	type Database,
	databaseError,
	isDamage,
	openDatabase,
	orClose,
	readInOneState,
	type Statement,
	withDatabaseErrors,
} from './database.ts';
import { checkIsStore, checkName, noteOpen } from './file/header.ts';
import { otherName } from './file/other-name.ts';
import { assertFile, fileIdentity } from './file/place.ts';
import { fileSize, isAtRest, isLogOpen, logElsewhere, notAtRest, settle } from './rest.ts';
import { type AnyTableName, checkKind, checkTables, knownKind } from './schema.ts';
import { COUNTS_ROW, parseTally } from './tables/counts.ts';
import { isStoreDamage, storeDamage } from './tables/damage.ts';
import type { Cell, Row } from './tables/proved-table.ts';
import type { FailedRange, RangeCheck, StoreTotals, SyncRecord } from './tables/records.ts';
import { asCheck, type CheckRow, StoreTables } from './tables/store-tables.ts';
import { integerOf, isPrefix, storedPrefix, timeOf } from './values.ts';

/** Of SQLite's page cache. */
const CACHE_KIB = 1024;

export type StoredRange =
	| { readonly kind: 'range'; readonly range: PackedRange; readonly checksum: Buffer }
	| { readonly kind: 'missing' }
	/** The blob differs from what was stored. */
	| { readonly kind: 'damaged' };

/** The checksum stored beside a blob: SHA-256 of its bytes. */
export function checksumOf(packed: Uint8Array): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(createHash('sha256').update(packed).digest());
}

export class StoreReader {
	readonly path: string;
	/** The kind of its hashes. */
	readonly kind: HashKind;
	readonly #database: Database;
	/** See `fileIdentity`. */
	readonly file: string | undefined;
	#noteClosed: (() => void) | undefined;
	readonly #tables: StoreTables;
	readonly #selectRange: Statement;
	/** Names by id. They are only ever added. */
	readonly #sources = new Map<Cell, string>();

	/** Use {@link openStore}. */
	constructor(path: string, kind: HashKind, database: Database, tables: StoreTables) {
		this.path = path;
		this.kind = kind;
		this.#database = database;
		this.file = fileIdentity(path);
		this.#tables = tables;
		// Always one row: whether the range has a blob, a check, or both.
		this.#selectRange = database
			.prepare(
				`SELECT ranges.prefix, checksum, packed, checks.prefix, crc, hashes
				 FROM (SELECT ? AS wanted)
				 LEFT JOIN ranges ON ranges.prefix = wanted LEFT JOIN checks ON checks.prefix = wanted`,
			)
			.raw();
	}

	/**
	 * Reads a range and proves that it is the last one stored of this prefix.
	 *
	 * @param proof `quick` detects a failing disk, by a CRC-32; `thorough` also compares the SHA-256
	 */
	range(prefix: Prefix, proof: 'quick' | 'thorough' = 'quick'): StoredRange {
		let row: unknown[];
		try {
			row = this.#selectRange.get(prefix) as unknown[];
		} catch (error) {
			// Where the file itself is damaged, SQLite throws instead of returning the blob.
			if (isDamage(error)) return { kind: 'damaged' };
			throw databaseError(error, this.path);
		}
		const [ranges, checksum, packed, checks, crc, hashes] = row;
		if (ranges === null && checks === null) return { kind: 'missing' };
		const isWhole = Buffer.isBuffer(packed) && Buffer.isBuffer(checksum) && crc32(packed) === crc;
		if (!isWhole || (proof === 'thorough' && !checksum.equals(checksumOf(packed)))) {
			return { kind: 'damaged' };
		}
		const range = viewPacked(this.kind, prefix, packed);
		if (range?.size !== hashes) return { kind: 'damaged' };
		return { kind: 'range', range: range as PackedRange, checksum };
	}

	/**
	 * What of a range is not as it was written: its check, or only its blob; undefined when all is.
	 *
	 * @param onIntact called with the range when all is
	 * @throws CredcheckError OUTPUT when the store cannot be read
	 */
	damageOf(
		prefix: Prefix,
		onIntact: (range: PackedRange) => void = () => {},
	): 'check' | 'blob' | undefined {
		let check: CheckRow | undefined;
		try {
			const row = this.#tables.checks.row(prefix);
			check = row && asCheck(row);
		} catch (error) {
			if (!isDamage(error) && !isStoreDamage(error)) throw databaseError(error, this.path);
		}
		if (check === undefined) return 'check';
		const stored = this.range(prefix, 'thorough');
		if (stored.kind !== 'range' || bodyFingerprint(stored.range) !== check.head) return 'blob';
		onIntact(stored.range);
		return undefined;
	}

	/** Which tables are not as they were written, apart from single ranges; `meta` was proved when it was opened. */
	damagedTables(): AnyTableName[] {
		return this.inOneState(() => {
			const damaged: AnyTableName[] = this.#tables.damaged();
			if (damaged.length === 0 && !this.#agreesWithCounts()) damaged.push('counts');
			const strays = 'SELECT count(*) FROM ranges WHERE +prefix NOT BETWEEN 0 AND ?';
			const count = this.#database
				.prepare(strays)
				.pluck()
				.get(PREFIX_COUNT - 1);
			return count === 0 ? damaged : [...damaged, 'ranges'];
		});
	}

	/**
	 * Lets `work` read one state of the store, whatever is written meanwhile, and saves SQLite from locking
	 * the file for each read. Meanwhile no writer can start its log over, so it should take seconds at most.
	 */
	inOneState<T>(work: () => T): T {
		return withDatabaseErrors(this.path, () => readInOneState(this.#database, work));
	}

	/** @throws CredcheckError INCOMPLETE when it is damaged */
	check(prefix: Prefix): RangeCheck | undefined {
		return withDatabaseErrors(this.path, () => {
			const row = this.#tables.checks.row(prefix);
			if (row === undefined) return undefined;
			// Field by field: a sync reads one for each range.
			const { checkedAt, hashes, source, etag, lastModified } = asCheck(row);
			return {
				checkedAt,
				hashes,
				source: this.#sourceName(source),
				etag: etag ?? undefined,
				lastModified: lastModified ?? undefined,
			};
		});
	}

	#sourceName(id: number): string {
		if (!this.#sources.has(id)) {
			for (const [known, name] of this.#rows('sources'))
				this.#sources.set(known as Cell, name as string);
		}
		const name = this.#sources.get(id);
		if (name === undefined) throw storeDamage(this.path, 'its table of sources');
		return name;
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
		this.inOneState(() => {
			this.totals();
			this.#query(`SELECT prefix, ${column} FROM checks`, (statement) => {
				const rows = statement.raw().iterate() as IterableIterator<[number, number]>;
				const read = column === 'head' ? integerOf : timeOf;
				const cell = `checks.${column}`;
				for (const [prefix, value] of rows) {
					each(storedPrefix(prefix, 'checks.prefix'), read(value, cell));
				}
			});
		});
	}

	/** Every prefix that has a blob, a check, or both, ascending. */
	storedPrefixes(): Prefix[] {
		const sql = 'SELECT prefix FROM checks UNION SELECT prefix FROM ranges ORDER BY prefix';
		const all = this.#query(sql, (statement) => statement.pluck().all());
		// Where a key is damaged, it may be anything.
		return all.filter(isPrefix);
	}

	/** @throws CredcheckError INCOMPLETE when a check of any range is damaged or gone */
	totals(): StoreTotals {
		return withDatabaseErrors(this.path, () => {
			const { ranges, hashes, oldestCheck, newestCheck } = this.#tables.totals();
			return {
				ranges: integerOf(ranges, 'checks.prefix', 0, PREFIX_COUNT),
				hashes: integerOf(hashes, 'checks.hashes'),
				oldestCheck: timeOrNone(oldestCheck),
				newestCheck: timeOrNone(newestCheck),
			};
		});
	}

	/**
	 * How many hashes have which counts, in ascending order.
	 *
	 * @param totals of the same state of the store
	 * @throws CredcheckError INCOMPLETE when it is not known, or damaged
	 */
	countedHashes(totals: Pick<StoreTotals, 'hashes'>): CountedHashes[] {
		const counts = this.counts();
		const counted = counts === undefined ? [] : parseTally(counts);
		const sum = counted.reduce((total, { hashes }) => total + hashes, 0);
		if (counts === undefined || sum !== totals.hashes) {
			throw storeDamage(this.path, 'its table of counts');
		}
		return counted;
	}

	/** The same as `formatTally` writes it; undefined where it is not known. */
	counts(): string | undefined {
		return this.#rows('counts').find(([id]) => id === COUNTS_ROW)?.[1] as string | undefined;
	}

	#agreesWithCounts(): boolean {
		try {
			this.countedHashes(this.totals());
			return true;
		} catch (error) {
			if (isStoreDamage(error)) return false;
			throw error;
		}
	}

	lastSync(): SyncRecord | undefined {
		const last = this.#rows('syncs').at(-1);
		return last && asSync(last);
	}

	/** Ranges whose last fetch failed, in ascending order. */
	failures(): FailedRange[] {
		return this.#rows('failures').map((row) => {
			const [prefix, reason, since, triedAt] = row as [number, string, number, number];
			return { prefix, reason, since, triedAt };
		});
	}

	/**
	 * A value of `meta`: `algorithm`, `created_at`, `created_by`, `writer`, or `sweep_begun_at`: when the
	 * sweep began that has not finished, in milliseconds since 1970.
	 */
	meta(key: string): string | undefined {
		return this.#rows('meta').find(([name]) => name === key)?.[1] as string | undefined;
	}

	#rows(table: 'meta' | 'sources' | 'counts' | 'failures' | 'syncs'): Row[] {
		return withDatabaseErrors(this.path, () => this.#tables[table].rows());
	}

	#query<T>(sql: string, read: (statement: Statement) => T): T {
		return withDatabaseErrors(this.path, () => read(this.#database.prepare(sql)));
	}

	/** Bytes of the file and of its write-ahead log. */
	fileBytes(): number {
		return fileSize(this.path) + fileSize(`${this.path}-wal`);
	}

	/** From now on, until it is closed, this thread does not read the header of the file. */
	noteOpen(): void {
		this.#noteClosed ??= noteOpen(this.file);
	}

	/** The row of a range without any proof, for a lookup that is to share nothing with `range`. */
	plainRow(prefix: Prefix): { readonly packed: unknown; readonly checksum: unknown } | undefined {
		return this.#query('SELECT packed, checksum FROM ranges WHERE prefix = ?', (statement) => {
			return statement.get(prefix) as { packed: unknown; checksum: unknown } | undefined;
		});
	}

	/** A number that is another one whenever another connection has written. */
	state(): number {
		const pragma = 'data_version';
		return withDatabaseErrors(this.path, () =>
			this.#database.pragma(pragma, { simple: true }),
		) as number;
	}

	/** Whether the file that was opened still has its name. */
	isInPlace(): boolean {
		return this.file === fileIdentity(this.path);
	}

	/** @throws CredcheckError STORE_MISSING when the file was removed, or another one has its name */
	assertInPlace(): void {
		if (!this.isInPlace()) throw replacedWhileRead(this.path);
	}

	close(): void {
		const hadLog = isLogOpen(this.#database);
		this.#database.close();
		this.#noteClosed?.();
		// A sync that ended meanwhile could not bring it to rest.
		if (hadLog) settle(this.path);
	}
}

function timeOrNone(time: unknown): number | undefined {
	return time === null ? undefined : timeOf(time, 'checks.checked_at');
}

function asSync(row: Row): SyncRecord {
	const [, startedAt, finishedAt, source, requested, changed, unchanged, skipped, failed, ended] =
		row;
	const record = { startedAt, finishedAt, source };
	return { ...record, requested, changed, unchanged, skipped, failed, ended } as SyncRecord;
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
	if (!checkIsStore(path)) throw noStore(path);
	if (!isAtRest(path)) {
		const other = otherName(path);
		if (other !== undefined) throw logElsewhere(path, other);
		settle(path);
	}
	return openChecked(path, kind);
}

/**
 * Opens a store that another thread of this process has open, without reading its header: for why, see
 * `file/header.ts`.
 *
 * @throws as `openStore`
 */
export function openStoreAgain(path: string): StoreReader {
	if (!assertFile(path)) throw noStore(path);
	return openChecked(path, undefined);
}

export function replacedWhileRead(path: string): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`the store ${path} was removed or replaced while it was being read`,
		'find out what did that, and run the same command again',
	);
}

function noStore(path: string): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`no store at ${path}`,
		'make one with credcheck sync, or name another with --store or --kind',
	);
}

function openChecked(path: string, kind: HashKindName | undefined): StoreReader {
	const database = openDatabase(path, { readonly: true });
	return orClose(path, database, () => {
		readFirst(database, path);
		// By default 16 MB for each thread: of use only for what is read again, such as the upper pages of the tree.
		database.pragma(`cache_size = -${CACHE_KIB}`);
		const other = otherName(path);
		if (other !== undefined) {
			// A sync under another name would begin its log without this reader noticing: it has to wait.
			database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
			if (isLogOpen(database)) throw logElsewhere(path, other);
		}
		const store = readStore(path, database);
		checkKind(path, store.kind, kindNamed(kind));
		store.noteOpen();
		return store;
	});
}

/**
 * A reader of an open database.
 *
 * @throws CredcheckError STORE_MISSING when it is no store, INCOMPLETE when it is damaged
 */
export function readStore(path: string, database: Database): StoreReader {
	checkTables(database, path);
	const tables = new StoreTables(database);
	const kind = knownKind(tables.readMeta().get('algorithm'), path);
	return new StoreReader(path, kind, database, tables);
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
