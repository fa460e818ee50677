/**
 * Reads the tables of public CSV suites as a back-test reads its own, and with csv-parse: csv-spectrum's files, and the
 * files and test cases of Papa Parse. Every difference has its reason in the table below; one that has none is an
 * error, and so is a reason without a difference.
 *
 *     npm run csv-suites
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { parse } from 'csv-parse/sync';
import { buildProgram } from '../fuzz/build.js';

/**
 * A table of a suite; its delimiter if the suite says which.
 *
 * @typedef {{ name: string, bytes: Buffer, delimiter?: string }} Suite
 */

/** Where the reader differs from csv-parse, and why. */
const BLANKS =
	'blanks beside quotes are no part of the cell; csv-parse takes the quotes for text then';
const BROKEN = 'a broken quote costs its line only; csv-parse ends, or takes two lines for one row';
const CR_ALONE = 'CR alone ends a line; csv-parse has to be told';
const EXPLAINED = new Map([
	['papaparse: Quoted field with whitespace around quotes', BLANKS],
	['papaparse: Quoted fields with spaces between closing quote and next delimiter', BLANKS],
	['papaparse: Quoted fields with spaces between closing quote and next new line', BLANKS],
	['papaparse: Quoted fields with spaces after closing quote', BLANKS],
	[
		'papaparse: Quoted fields with spaces between closing quote and next delimiter and contains delimiter',
		BLANKS,
	],
	[
		'papaparse: Quoted fields with spaces between closing quote and newline and contains newline',
		BLANKS,
	],
	['papaparse: Quoted field has no closing quote', BROKEN],
	['papaparse: Quoted field has invalid trailing quote after new line', BROKEN],
	['papaparse: Two rows, just \\r', CR_ALONE],
]);

const require = createRequire(import.meta.url);
const SUITES = fileURLToPath(new URL('./node_modules/', import.meta.url));
const DELIMITERS = [',', ';', '\t', '|'];

const { folder: program, inside } = await buildProgram();
const folder = mkdtempSync(join(tmpdir(), 'credcheck-suites-'));
process.on('exit', () => {
	for (const each of [program, folder]) rmSync(each, { recursive: true, force: true });
});

let same = 0;
let explained = 0;
let failed = 0;
for (const suite of [...spectrum(), ...papaFiles(), ...papaCases()]) {
	const { rows, delimiter } = await ownRows(suite);
	const reference = referenceRows(suite, delimiter);
	const isSame = isDeepStrictEqual(rows, reference);
	const why = EXPLAINED.get(suite.name);
	if (isSame && why === undefined) same += 1;
	else if (!isSame && why !== undefined) {
		explained += 1;
		process.stdout.write(`differs: ${suite.name}: ${why}\n`);
	} else {
		failed += 1;
		const [own, other] = [rows, reference].map((each) => JSON.stringify(each)?.slice(0, 400));
		process.stdout.write(`FAILED: ${suite.name}: ${own}\n  csv-parse: ${other}\n`);
	}
}
process.stdout.write(`${same} the same, ${explained} explained, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

/**
 * The rows as a back-test reads them; of a row that it rejects the reason, of a refused table the error.
 *
 * @param {Suite} suite
 * @returns {Promise<{ rows: unknown, delimiter: string }>}
 */
async function ownRows({ bytes, delimiter: given }) {
	const path = join(folder, 'table.csv');
	writeFileSync(path, bytes);
	try {
		const original = await inside.openTableFile(path);
		try {
			const { file, delimiter } = await inside.openFormat(original, { delimiter: given });
			const dialect = { delimiter, emptyLinesAreRows: false };
			const rows = [];
			for await (const { bytes: block } of inside.cutBlocks(file.read(), dialect)) {
				const read = new inside.BlockRows(block, dialect);
				while (read.next()) rows.push(read.fault ?? [...read.cells()]);
			}
			return { rows, delimiter };
		} finally {
			await original.close();
		}
	} catch (error) {
		if (!(error instanceof inside.CredcheckError)) throw error;
		return { rows: error.message, delimiter: ',' };
	}
}

/**
 * @param {Suite} suite
 * @param {string} delimiter that was found, unless the suite says which
 * @returns {unknown}
 */
function referenceRows({ bytes, delimiter: given }, delimiter) {
	try {
		return parse(bytes, {
			bom: true,
			delimiter: given ?? delimiter,
			record_delimiter: ['\r\n', '\n'],
			relax_column_count: true,
			relax_quotes: true,
			skip_empty_lines: true,
		});
	} catch (error) {
		return error instanceof Error ? error.message : error;
	}
}

/** @returns {Suite[]} */
function spectrum() {
	return filesIn(join(SUITES, 'csv-spectrum/csvs'), 'csv-spectrum');
}

/** @returns {Suite[]} */
function papaFiles() {
	return filesIn(join(SUITES, 'papaparse/tests'), 'papaparse');
}

/**
 * @param {string} path
 * @param {string} suite
 * @returns {Suite[]}
 */
function filesIn(path, suite) {
	const names = readdirSync(path).filter((name) => name.endsWith('.csv'));
	return names.map((name) => ({
		name: `${suite}: ${name}`,
		bytes: readFileSync(join(path, name)),
	}));
}

/**
 * The inputs of Papa Parse's tests, which are a script: its tables are made, its tests are not run. Left out are those
 * of what credcheck has no option for, such as comments and other quotes.
 *
 * @returns {Suite[]}
 */
function papaCases() {
	const file = join(SUITES, 'papaparse/tests/test-cases.js');
	const none = Object.assign(() => {}, { skip() {} });
	const stubs = {
		chai: { assert: {} },
		Papa: require(join(SUITES, 'papaparse')),
		describe: none,
		it: none,
	};
	const context = createContext(stubs);
	runInContext(readFileSync(file, 'utf8'), context);
	/** @type {{ description: string, input: string, config?: Record<string, unknown> }[]} */
	const cases = [...context['CORE_PARSER_TESTS'], ...context['PARSE_TESTS']];
	return cases.flatMap(({ description, input, config = {} }) => {
		const { delimiter, ...others } = config;
		const isOther = delimiter !== undefined && !DELIMITERS.includes(String(delimiter));
		if (typeof input !== 'string' || isOther || Object.keys(others).length > 0) return [];
		const own = { name: `papaparse: ${description}`, bytes: Buffer.from(input) };
		return [delimiter === undefined ? own : { ...own, delimiter: String(delimiter) }];
	});
}
