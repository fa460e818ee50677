/** Mends a store of which tables are damaged, so that ranges can be fetched into it again. */

import { HASH_KINDS, SHA1 } from '../../range/kind.ts';
import { kindNumberOf } from '../../range/packed.ts';
import { PREFIX_COUNT } from '../../range/prefix.ts';
import { resolveLinks } from '../creation.ts';
import { type Database, openDatabase, orClose } from '../database.ts';
import { checkIsStore } from '../file/header.ts';
import { assertOnlyName } from '../file/other-name.ts';
import { lockStore } from '../lock.ts';
import { beginLog, endLog } from '../rest.ts';
import { type AnyTableName, checkTables } from '../schema.ts';
import { COUNTS_ROW } from './counts.ts';
import { fileDamage } from './damage.ts';
import { areInOrder } from './range-blobs.ts';
import { asCheck, checkCells, StoreTables } from './store-tables.ts';

export interface Mended {
	/** The tables that were damaged. */
	readonly tables: readonly AnyTableName[];
	/** How many ranges the store had, as far as its tables tell, and has no longer. */
	readonly rangesGone: number;
	/**
	 * Whether any range may be an older one, or that of another store: the tally of checks was wrong, and the rows that
	 * were damaged or gone do not account for it. The caller has to fetch all ranges again.
	 */
	readonly areAllDoubtful: boolean;
}

/** Of one check in the tally. */
const MOST_WEIGHT = 2 ** 43;

/**
 * Drops the rows that are not as they were written: past runs of sync, failures, names of sources, and checks with
 * their ranges, which the caller fetches again. The counts are dropped in any case, for the caller to count anew.
 *
 * @throws CredcheckError STORE_LOCKED, STORE_MISSING beside a log of another file, INCOMPLETE when the header is
 *   damaged, SQLite cannot read the tables either, or the ranges are out of order: then nothing is changed
 */
export function mendStore(named: string): Mended {
	const path = resolveLinks(named);
	assertOnlyName(path);
	const release = lockStore(path, () => '');
	try {
		checkIsStore(path);
		const database = openDatabase(path, { fileMustExist: true });
		return orClose(path, database, () => {
			checkTables(database, path);
			// Writing would make it worse: SQLite would not find what it is to replace.
			if (!areInOrder(database)) throw fileDamage(path, 'its ranges are out of order');
			beginLog(database);
			const mended = mendTables(database);
			endLog(database);
			database.close();
			return mended;
		});
	} finally {
		release();
	}
}

function mendTables(database: Database): Mended {
	const tables = new StoreTables(database);
	return tables.change(() => {
		const stored = countOf(database, 'SELECT prefix FROM checks UNION SELECT prefix FROM ranges');
		const recorded = stored + tables.rangesGone(stored);
		const { damaged, lack } = tables.mend();
		const mended: AnyTableName[] = damaged;
		const strays = database
			.prepare('DELETE FROM ranges WHERE +prefix NOT BETWEEN 0 AND ?')
			.run(PREFIX_COUNT - 1);
		if (strays.changes > 0) mended.push('ranges');
		database.exec('DELETE FROM ranges WHERE prefix NOT IN (SELECT prefix FROM checks)');
		const isLack = lack !== undefined && lack.sum <= lack.rows * MOST_WEIGHT;
		if (!isLack) forgetTimes(database, tables);
		const { meta } = tables;
		if (meta.row('algorithm') === undefined) tables.setMeta('algorithm', kindOfRanges(database));
		if (meta.row('created_at') === undefined) {
			tables.setMeta('created_at', new Date().toISOString());
		}
		const nameless =
			'SELECT DISTINCT source FROM checks WHERE source NOT IN (SELECT id FROM sources)';
		// No source has such a name, so that none is asked whether its ranges have changed.
		for (const id of all<number>(database, nameless)) tables.sources.put([id, `lost ${id}`]);
		// Of rows that were dropped nobody knows the counts.
		tables.counts.delete(COUNTS_ROW);
		const left = countOf(database, 'SELECT prefix FROM checks');
		return { tables: mended, rangesGone: recorded - left, areAllDoubtful: !isLack };
	});
}

/** So that, if the caller is interrupted, the next sync fetches all ranges. */
function forgetTimes(database: Database, { checks }: StoreTables): void {
	for (const prefix of all<number>(database, 'SELECT prefix FROM checks')) {
		checks.change(prefix, (row) => {
			return row && checkCells({ ...asCheck(row), checkedAt: 0, etag: null, lastModified: null });
		});
	}
}

/** Rows with a prefix that there is. */
function countOf(database: Database, select: string): number {
	const sql = `SELECT count(*) FROM (${select}) WHERE prefix BETWEEN 0 AND ${PREFIX_COUNT - 1}`;
	return all<number>(database, sql)[0] ?? 0;
}

/** The name of the kind that the first blob which tells of one has. */
function kindOfRanges(database: Database): string {
	const blobs = database.prepare('SELECT packed FROM ranges').pluck().iterate();
	for (const blob of blobs as IterableIterator<unknown>) {
		const number = Buffer.isBuffer(blob) ? kindNumberOf(blob) : undefined;
		const found = HASH_KINDS.find((kind) => kind.number === number);
		if (found !== undefined) return found.name;
	}
	return SHA1.name;
}

function all<T>(database: Database, sql: string): T[] {
	return database.prepare(sql).pluck().all() as T[];
}
