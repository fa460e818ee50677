/**
 * Parses rows with escapes, by csv-parse. This is the only file that uses csv-parse, and it loads it on
 * the first such row: most tables have none.
 */

import { createRequire } from 'node:module';
import type * as CsvParse from 'csv-parse/sync';
import type { Delimiter } from './dialect.ts';

const require = createRequire(import.meta.url);
let csv: typeof CsvParse | undefined;

/** The cells of a row, with or without its line end. Its quotes are closed, but text may follow a closing one. */
export function parseRow(row: Buffer, delimiter: Delimiter): readonly string[] {
	csv ??= require('csv-parse/sync') as typeof CsvParse;
	const rows = csv.parse(row, {
		delimiter,
		record_delimiter: ['\r\n', '\n'],
		relax_column_count: true,
		relax_quotes: true,
	}) as unknown as string[][];
	return rows[0] ?? [];
}
