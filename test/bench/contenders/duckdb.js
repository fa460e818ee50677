/**
 * A back-test by DuckDB on two threads.
 *
 *     node duckdb.js load DUMP PARQUET
 *     node duckdb.js list TABLE PARQUET OUT      only the join: id,count, unordered
 *     node duckdb.js report TABLE PARQUET OUT REJECTED
 *
 * `report` has the content of credcheck's report: the list in the table's order with row numbers and
 * tiers, the rejected rows, and the figures, as one JSON document on stdout. As with credcheck, a row
 * without a valid hash is rejected, and the others are checked.
 */

import { printFigures, THRESHOLDS } from './figures.js';

const THREADS = 2;

/**
 * The API of DuckDB as used here, so that types can be checked where it is not installed.
 *
 * @typedef {{
 *   run(sql: string): Promise<unknown>,
 *   runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>,
 *   closeSync(): void,
 * }} Connection
 */

/** @type {string} */
const library = '@duckdb/node-api';
const { DuckDBInstance } = await import(library);
const [task, input = '', parquet = '', out = '', rejected = ''] = process.argv.slice(2);
const database = await DuckDBInstance.create(':memory:', { threads: String(THREADS) });
/** @type {Connection} */
const connection = await database.connect();

const text = (/** @type {string} */ value) => `'${value.replaceAll("'", "''")}'`;
const names = ['user_id', 'email', 'plan', 'country', 'sha1'];
const columns = names.map((name) => `${name}: 'VARCHAR'`).join(', ');
const table = `read_csv(${text(input)}, header = true, columns = {${columns}})`;

/** Without compression, which random hashes do not benefit from, the join takes a fifth less time. */
async function load() {
	const dump = `read_csv(${text(input)}, delim = ':', header = false, auto_detect = false,
		columns = {hash: 'VARCHAR', count: 'BIGINT'})`;
	await connection.run(
		`COPY (SELECT unhex(hash) AS hash, count FROM ${dump}) TO ${text(parquet)}
		(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed)`,
	);
}

async function list() {
	await connection.run('SET preserve_insertion_order = false');
	await connection.run(
		`COPY (
			SELECT user_id, count FROM ${table} JOIN ${text(parquet)} AS known ON hash = unhex(sha1)
		) TO ${text(out)} (FORMAT csv, HEADER false)`,
	);
}

async function report() {
	// The table keeps the order of the file, so `rowid` is the row number; row_number() would use only one
	// thread.
	await connection.run(
		`CREATE TEMP TABLE accounts AS SELECT
			user_id,
			CASE WHEN length(sha1) = 40 THEN TRY(unhex(sha1)) END AS hash,
			CASE
				WHEN coalesce(sha1, '') = '' THEN 'empty'
				WHEN length(sha1) <> 40 THEN 'wrong_length'
				WHEN hash IS NULL THEN 'not_hex'
			END AS reason
		FROM ${table}`,
	);
	await connection.run(
		`CREATE TEMP TABLE matches AS SELECT user_id, count, accounts.rowid + 1 AS row
		FROM accounts JOIN ${text(parquet)} AS known ON known.hash = accounts.hash`,
	);
	await connection.run(
		`COPY (
			SELECT
				user_id AS account_id,
				'HIGH' AS verdict,
				'in_app_nudge' AS action,
				'breached_password' AS reasons,
				count AS breach_count,
				CASE
					WHEN count = 1 THEN '1'
					WHEN count < 10 THEN '2-9'
					WHEN count < 100 THEN '10-99'
					WHEN count < 1000 THEN '100-999'
					WHEN count < 10000 THEN '1000-9999'
					ELSE '10000+'
				END AS tier,
				'not_checked' AS email_breached,
				row
			FROM matches ORDER BY row
		) TO ${text(out)} (FORMAT csv)`,
	);
	await connection.run(
		`COPY (
			SELECT rowid + 1 AS row, reason FROM accounts WHERE reason IS NOT NULL ORDER BY row
		) TO ${text(rejected)} (FORMAT csv)`,
	);
	const matched = THRESHOLDS.map((least) => `count(*) FILTER (count >= ${least})`).join(', ');
	const [rows = 0, checked = 0] = await figures('count(*), count(hash) FROM accounts');
	const [distinct = 0, shared = 0] = await figures(
		`count(*), sum(accounts) FILTER (accounts > 1) FROM (
			SELECT count(*) AS accounts FROM accounts WHERE hash IS NOT NULL GROUP BY hash
		)`,
	);
	const thresholds = await figures(`${matched} FROM matches`);
	printFigures(rows, checked, distinct, shared, thresholds);
}

/** The numbers in the only row of a query's result. */
async function figures(/** @type {string} */ query) {
	const result = await connection.runAndReadAll(`SELECT ${query}`);
	return (result.getRows()[0] ?? []).map(Number);
}

if (task === 'load') await load();
else if (task === 'list') await list();
else if (task === 'report') await report();
else throw new Error('usage: duckdb.js load | list | report FILES');
connection.closeSync();
