/** The text of cells that are not simply stretches of their bytes. The one file that knows csv-parse. */

import { parse } from 'csv-parse/sync';
import type { Delimiter } from './dialect.ts';

/** The cells of a well-formed row, with its line end or without. */
export function parseRow(row: Buffer, delimiter: Delimiter): readonly string[] {
	const rows = parse(row, {
		delimiter,
		record_delimiter: ['\r\n', '\n'],
		relax_column_count: true,
	}) as unknown as string[][];
	return rows[0] ?? [];
}
