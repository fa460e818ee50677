/** Reads the store. Any number of readers may be open while a sync writes; each sees whole ranges. */

import type { CountedHashes } from '../range/count-bins.ts';
import type { HashKind } from '../range/kind.ts';
import { bodyFingerprint, type PackedRange } from '../range/packed.ts';
import { PREFIX_COUNT, type Prefix, PrefixSet } from '../range/prefix.ts';
import {
	type Database,
	databaseError,
	isDamage,
	readInOneState,
	type Statement,
	withDatabaseErrors,
} from './database.ts';
import { fileBeside } from './file/beside.ts';
import { noteOpen } from './file/header.ts';
import { fileIdentity, fileSize, replacedWhileRead } from './file/place.ts';
import { isLogOpen, settle } from './rest.ts';
import type { AnyTableName } from './schema.ts';
import { COUNTS_ROW, parseTally } from './tables/counts.ts';
import { fileDamage, isProved, isStoreDamage, storeDamage } from './tables/damage.ts';
import type { Cell, Row } from './tables/proved-table.ts';
import { RangeBlobs, type RangeProof, type StoredRange } from './tables/range-blobs.ts';
import type { FailedRange, RangeCheck, StoreTotals, SyncRecord } from './tables/records.ts';
import { asCheck, asSync, type CheckRow, type StoreTables } from './tables/store-tables.ts';
import { integerOf, isPrefix, storedPrefix, timeOf } from './values.ts';

export class StoreReader {
	readonly path: string;
	/** The kind of its hashes. */
	readonly kind: HashKind;
	readonly #database: Database;
	/** See `fileIdentity`. */
	readonly file: string | undefined;
	#noteClosed: (() => void) | undefined;
	readonly #tables: StoreTables;
	readonly #blobs: RangeBlobs;
	readonly #state: Statement;
	/** Names by id. They are only ever added. */
	readonly #sources = new Map<Cell, string>();

	/** Use `openStore`. */
	constructor(path: string, kind: HashKind, database: Database, tables: StoreTables) {
		this.path = path;
		this.kind = kind;
		this.#database = database;
		this.file = fileIdentity(path);
		this.#tables = tables;
		this.#blobs = new RangeBlobs(path, kind, database);
		this.#state = database.prepare('PRAGMA data_version').pluck();
	}

	/** See `RangeBlobs.read`. */
	range(prefix: Prefix, proof?: RangeProof): StoredRange {
		return this.#blobs.read(prefix, proof);
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
			const agree = () => this.countedHashes(this.totals());
			if (damaged.length === 0 && !isProved(agree)) damaged.push('counts');
			return this.#blobs.areKeysSound() ? damaged : [...damaged, 'ranges'];
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
		const all = new PrefixSet();
		this.inOneState(() => {
			for (const table of ['checks', 'ranges']) {
				this.#query(`SELECT prefix FROM ${table}`, (statement) => {
					// Where the file is damaged, a key may be anything, and be there twice.
					for (const key of statement.pluck().iterate()) if (isPrefix(key)) all.add(key);
				});
			}
		});
		return [...all];
	}

	/** How many ranges are gone besides the stored ones, as far as the tables tell. */
	rangesGone(): number {
		return this.inOneState(() => this.#tables.rangesGone(this.storedPrefixes().length));
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

	/**
	 * The same as `formatTally` writes it; undefined while it is not known, after a damaged range was replaced.
	 *
	 * @throws CredcheckError INCOMPLETE when it is damaged
	 */
	counts(): string | undefined {
		return this.#rows('counts').find(([id]) => id === COUNTS_ROW)?.[1] as string | undefined;
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

	/**
	 * Reads the whole file, as SQLite lays it out, without the cells.
	 *
	 * @throws CredcheckError INCOMPLETE when it is damaged so that no repair can mend it
	 */
	assertLayout(): void {
		withDatabaseErrors(this.path, () => {
			const found = this.#database.pragma('quick_check(1)', { simple: true });
			if (found !== 'ok') throw fileDamage(this.path, 'its pages do not fit together', found);
		});
	}

	/** Bytes of the file and of its write-ahead log. */
	fileBytes(): number {
		return fileSize(this.path) + fileSize(fileBeside(this.path, '-wal'));
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
		return withDatabaseErrors(this.path, () => this.#state.get()) as number;
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
