/** Rows whose cells are not simply stretches of their bytes. The one file that knows csv-parse. */

import { parse } from 'csv-parse/sync';
import type { Delimiter } from './dialect.ts';

/**
 * The cells of each row.
 *
 * @param rows well-formed rows, one each; every one but the last ends with its line end
 */
export function parseRichRows(rows: readonly Buffer[], delimiter: Delimiter): string[][] {
	return parse(Buffer.concat(rows), {
		delimiter,
		record_delimiter: ['\r\n', '\n'],
		relax_column_count: true,
	}) as unknown as string[][];
}
