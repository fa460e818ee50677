/**
 * Proves the rows of the store's tables. Each row has a sum over its other cells, so that none of them can differ;
 * each table has a tally, the number of its rows and a sum over them, so that no row can be gone, or be an old one.
 * Ranges have neither: checks hold their checksums (see `TABLES`).
 */

import { crc32 } from 'node:zlib';
import { type Database, readInOneState, type Statement } from '../database.ts';
import type { TableName } from '../schema.ts';
import { checkRow } from './columns.ts';
import { isProved, storeDamage } from './damage.ts';

export type Cell = string | number | null;
/** The cells of a row in the order of `TABLES`, the key first, without the sum. */
export type Row = readonly Cell[];

export interface Tally {
	/** Number of rows. */
	readonly rows: number;
	/** The weights of all rows, added up modulo `TALLY_MODULUS`. */
	readonly sum: number;
}

/** The largest prime below 2^52: a flipped bit of one cell is a power of two, and so never a multiple of it. */
export const TALLY_MODULUS = 4_503_599_627_370_449;

const MENDED_AT_A_TIME = 4096;

/** How much a row adds to the tally of its table, 0 to 2^43; by default its sum. */
type RowWeight = (row: Row, sum: number) => number;

/** A table of one database: to read and, within `StoreTables.change`, to write. */
export class ProvedTable {
	readonly #database: Database;
	readonly name: TableName;
	readonly #weight: RowWeight;
	readonly #statements = new Map<string, Statement>();
	#selectOne: Statement | undefined;
	#insert: Statement | undefined;
	#rowsAdded = 0;
	#sumAdded = 0;

	constructor(database: Database, name: TableName, weight: RowWeight = (_, sum) => sum) {
		this.#database = database;
		this.name = name;
		this.#weight = weight;
	}

	/**
	 * All rows in the order of their keys.
	 *
	 * @throws CredcheckError INCOMPLETE when a row is damaged, missing, or was not written by this program
	 */
	rows(): Row[] {
		// Of the state that the tally is of.
		return readInOneState(this.#database, () => this.#readRows());
	}

	#readRows(): Row[] {
		const sql = `SELECT * FROM ${this.name} ORDER BY 1`;
		const found = this.#prepare(sql).all() as Cell[][];
		let total = 0;
		const rows = found.map((cells) => {
			const { row, sum } = this.#prove(cells);
			total = addWeights(total, this.#weight(row, sum));
			return row;
		});
		this.proveTally({ rows: rows.length, sum: total });
		return rows;
	}

	/**
	 * The row of a key. That there is none is not proved.
	 *
	 * @throws CredcheckError INCOMPLETE when it is damaged
	 */
	row(key: Cell): Row | undefined {
		const cells = this.#select(key);
		return cells && this.#prove(cells).row;
	}

	/** @throws CredcheckError INCOMPLETE when the table should have other rows */
	proveTally(found: Tally): void {
		const tally = this.#tally();
		if (tally.rows === found.rows && tally.sum === found.sum) return;
		throw this.#damage();
	}

	/** Its tally as it is stored; undefined when there is none. */
	storedTally(): Tally | undefined {
		let tally: Tally | undefined;
		isProved(() => {
			tally = this.#tally();
		});
		return tally;
	}

	/** What a tally has more than the rows that were put since `mend`. */
	lackOf({ rows, sum }: Tally): Tally {
		return { rows: rows - this.#rowsAdded, sum: addWeights(sum, -this.#sumAdded) };
	}

	/**
	 * How many rows more the tally has than are known. If only its number of rows is wrong, no row is gone.
	 *
	 * @throws CredcheckError INCOMPLETE when there is no tally
	 */
	rowsGone(found: Tally, known: number): number {
		const tally = this.#tally();
		return tally.sum === found.sum ? 0 : Math.max(0, tally.rows - known);
	}

	/** Whether it has any row, by its tally. */
	isEmpty(): boolean {
		return this.#tally().rows + this.#rowsAdded === 0;
	}

	/** Adds a row, or replaces that with its key. */
	put(row: Row): void {
		this.change(row[0] as Cell, () => row);
	}

	/**
	 * Replaces the row of a key: read once, since a sync does so for each range.
	 *
	 * @param next what becomes of the row; undefined to leave it as it is
	 * @throws CredcheckError INCOMPLETE when it is damaged
	 */
	change(key: Cell, next: (old: Row | undefined) => Row | undefined): void {
		const cells = this.#select(key);
		const old = cells && this.#prove(cells);
		const row = next(old?.row);
		if (row === undefined) return;
		const sum = this.sumOf(row);
		if (old !== undefined) this.#tell(-1, old.row, old.sum);
		this.#tell(1, row, sum);
		this.#insert ??= this.#database.prepare(
			`INSERT OR REPLACE INTO ${this.name} VALUES (${[...row, sum].map(() => '?').join(', ')})`,
		);
		this.#insert.run(...row, sum);
	}

	delete(key: Cell): void {
		const cells = this.#select(key);
		if (cells === undefined) return;
		const { row, sum } = this.#prove(cells);
		this.#tell(-1, row, sum);
		this.#prepare(`DELETE FROM ${this.name} WHERE ${this.#key} = ?`).run(key);
	}

	/** Changes the tally as the rows were changed since the last call. */
	settleTally(): void {
		if (this.#rowsAdded === 0 && this.#sumAdded === 0) return;
		const { rows, sum } = this.#tally();
		this.#prepare('UPDATE tallies SET rows = ?, sum = ? WHERE name = ?').run(
			rows + this.#rowsAdded,
			addWeights(sum, this.#sumAdded),
			this.name,
		);
		this.forgetChanges();
	}

	/** After changes that were rolled back. */
	forgetChanges(): void {
		this.#rowsAdded = 0;
		this.#sumAdded = 0;
	}

	/** Writes the table anew, with the rows that are as they were written, and its tally. */
	mend(): void {
		// All of it in the order of the file, since keys may be damaged; on disk, since it may be a million rows.
		this.#database.exec(`CREATE TEMP TABLE found AS SELECT * FROM ${this.name}`);
		this.#prepare(`DELETE FROM ${this.name}`).run();
		this.#prepare('INSERT OR REPLACE INTO tallies (name, rows, sum) VALUES (?, 0, 0)').run(
			this.name,
		);
		const some = this.#database.prepare('SELECT * FROM found WHERE rowid BETWEEN ? AND ?').raw();
		for (let from = 1; ; from += MENDED_AT_A_TIME) {
			const rows = some.all(from, from + MENDED_AT_A_TIME - 1) as Cell[][];
			if (rows.length === 0) break;
			for (const cells of rows) {
				if (isProved(() => this.#prove(cells))) this.put(cells.slice(0, -1));
			}
		}
		this.#database.exec('DROP TABLE found');
	}

	/** The CRC-32 of the table's name and the cells. */
	sumOf(row: Row): number {
		return crc32(JSON.stringify([this.name, ...row]));
	}

	#tell(rows: 1 | -1, row: Row, sum: number): void {
		this.#rowsAdded += rows;
		this.#sumAdded = addWeights(this.#sumAdded, rows * this.#weight(row, sum));
	}

	#tally(): Tally {
		// By a scan: where a key is damaged, SQLite would not find it.
		const tallies = this.#prepare('SELECT name, rows, sum FROM tallies').all();
		const own = (tallies as [string, number, number][]).filter(([name]) => name === this.name);
		const [, rows, sum] = own[0] ?? [];
		if (own.length !== 1 || typeof rows !== 'number' || typeof sum !== 'number') {
			throw this.#damage();
		}
		return { rows, sum };
	}

	#select(key: Cell): Cell[] | undefined {
		this.#selectOne ??= this.#database
			.prepare(`SELECT * FROM ${this.name} WHERE ${this.#key} = ?`)
			.raw();
		return this.#selectOne.get(key) as Cell[] | undefined;
	}

	get #key(): string {
		return this.name === 'meta' ? 'key' : 'rowid';
	}

	#prove(cells: Cell[]): { row: Row; sum: number } {
		const row = cells.slice(0, -1);
		const sum = this.sumOf(row);
		if (cells.at(-1) !== sum) throw this.#damage();
		checkRow(this.name, row);
		return { row, sum };
	}

	#damage() {
		return storeDamage(this.#database.name, `its table of ${this.name}`);
	}

	#prepare(sql: string): Statement {
		let statement = this.#statements.get(sql);
		if (statement === undefined) {
			statement = this.#database.prepare(sql);
			if (statement.reader) statement.raw();
			this.#statements.set(sql, statement);
		}
		return statement;
	}
}

/** Both from -`TALLY_MODULUS` to `TALLY_MODULUS`; the result is from 0 to it. */
function addWeights(a: number, b: number): number {
	const sum = (a + b) % TALLY_MODULUS;
	return sum < 0 ? sum + TALLY_MODULUS : sum;
}
