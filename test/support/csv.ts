import { CsvEncoder } from '../../src/output/csv-encoder.ts';

/** The text of rows whose cells are texts. */
export function csvOf(rows: readonly (readonly string[])[], plain: boolean): string {
	const encoder = new CsvEncoder([], plain, false);
	for (const row of rows) {
		for (const cell of row) encoder.text(cell);
		encoder.endRow();
	}
	return Buffer.from(encoder.take().bytes).toString();
}
