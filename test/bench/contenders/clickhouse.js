/**
 * A back-test by ClickHouse (chDB, the same engine in this process) on two threads.
 *
 *     node clickhouse.js load DUMP FOLDER
 *     node clickhouse.js list TABLE FOLDER OUT      only the join: id,count, unordered
 *     node clickhouse.js report TABLE FOLDER OUT REJECTED
 *
 * The hashes are in a table of ClickHouse's own, in their order, and joined by merging: of its ways to join this is the
 * fastest here. `report` has the content of the same task in `duckdb.js`, with the same JSON document on stdout.
 */

import { printFigures, THRESHOLDS } from './figures.js';

const THREADS = 2;
/** Its CSV would quote each text. */
const UNQUOTED =
	"SETTINGS format_custom_field_delimiter = ',', format_custom_escaping_rule = 'Escaped'";

/**
 * The API of chDB as used here, so that types can be checked where it is not installed.
 *
 * @typedef {{ query(sql: string, format?: string): string, close(): void }} Session
 */

/** @type {string} */
const library = 'chdb';
const { Session } = await import(library);
const [task, input = '', folder = '', out = '', rejected = ''] = process.argv.slice(2);
/** @type {Session} */
const session = new Session(folder);
const run = (/** @type {string} */ sql) => session.query(sql, 'JSONCompact');

const text = (/** @type {string} */ value) => `'${value.replaceAll("'", "\\'")}'`;
const names = ['user_id', 'email', 'plan', 'country', 'sha1'];
const columns = names.map((name) => `${name} String`).join(', ');
const table = `file(${text(input)}, CSVWithNames, ${text(columns)})`;
const hash = 'toFixedString(unhex(sha1), 20)';

function load() {
	run('CREATE DATABASE known');
	run(
		'CREATE TABLE known.hashes (hash FixedString(20), count UInt64) ENGINE = MergeTree ORDER BY hash',
	);
	run(
		`INSERT INTO known.hashes
		SELECT toFixedString(unhex(hash), 20), count
		FROM file(${text(input)}, CSV, 'hash String, count UInt64')
		SETTINGS format_csv_delimiter = ':'`,
	);
	run('OPTIMIZE TABLE known.hashes FINAL');
}

function list() {
	run(
		`SELECT user_id, known.count FROM known.hashes AS known JOIN (
			SELECT user_id, ${hash} AS hash FROM ${table} WHERE length(sha1) = 40
		) AS accounts ON known.hash = accounts.hash
		INTO OUTFILE ${text(out)} TRUNCATE FORMAT CSV`,
	);
}

function report() {
	// One thread reads a file in its order, so that rows can be numbered.
	run(
		`CREATE TEMPORARY TABLE accounts ENGINE = Memory AS SELECT
			rowNumberInAllBlocks() + 1 AS row,
			user_id,
			multiIf(
				sha1 = '', 'empty',
				length(sha1) != 40, 'wrong_length',
				NOT match(sha1, '^[0-9A-Fa-f]*$'), 'not_hex',
				''
			) AS reason,
			toFixedString(if(reason = '', unhex(sha1), ''), 20) AS hash
		FROM ${table} SETTINGS input_format_parallel_parsing = 1`,
	);
	run(
		`CREATE TEMPORARY TABLE matches ENGINE = Memory AS
		SELECT user_id, row, known.count AS count FROM known.hashes AS known JOIN (
			SELECT user_id, row, hash FROM accounts WHERE reason = ''
		) AS accounts ON known.hash = accounts.hash`,
	);
	run(
		`SELECT
			user_id AS account_id,
			'HIGH' AS verdict,
			'in_app_nudge' AS action,
			'breached_password' AS reasons,
			count AS breach_count,
			multiIf(
				count = 1, '1',
				count < 10, '2-9',
				count < 100, '10-99',
				count < 1000, '100-999',
				count < 10000, '1000-9999',
				'10000+'
			) AS tier,
			'not_checked' AS email_breached,
			row
		FROM matches ORDER BY row
		INTO OUTFILE ${text(out)} TRUNCATE FORMAT CustomSeparatedWithNames ${UNQUOTED}`,
	);
	run(
		`SELECT row, reason FROM accounts WHERE reason != '' ORDER BY row
		INTO OUTFILE ${text(rejected)} TRUNCATE FORMAT CustomSeparatedWithNames ${UNQUOTED}`,
	);
	const [rows = 0, checked = 0] = figures("count(), countIf(reason = '') FROM accounts");
	const [distinct = 0, shared = 0] = figures(
		`count(), sumIf(accounts, accounts > 1) FROM (
			SELECT count() AS accounts FROM accounts WHERE reason = '' GROUP BY hash
		)`,
	);
	const matched = THRESHOLDS.map((least) => `countIf(count >= ${least})`).join(', ');
	const thresholds = figures(`${matched} FROM matches`);
	printFigures(rows, checked, distinct, shared, thresholds);
}

/** The numbers in the only row of a query's result. @param {string} query @returns {number[]} */
function figures(query) {
	return JSON.parse(run(`SELECT ${query}`)).data[0].map(Number);
}

run(`SET max_threads = ${THREADS}`);
run("SET join_algorithm = 'full_sorting_merge'");
if (task === 'load') load();
else if (task === 'list') list();
else if (task === 'report') report();
else throw new Error('usage: clickhouse.js load | list | report FILES');
session.close();
