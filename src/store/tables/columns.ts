/** What the cells of each table may be: every row that is read goes through `checkRow`. */

import { EXIT_CODES } from '../../errors.ts';
import type { TableName } from '../schema.ts';
import {
	DamagedValue,
	integerOf,
	isoTimeOf,
	storedPrefix,
	textOf,
	timeOf,
	wordOf,
} from '../values.ts';
import { TALLY_TEXT } from './counts.ts';

/** @throws DamagedValue */
type CellCheck = (value: unknown, cell: string) => unknown;

const orNull =
	(check: CellCheck): CellCheck =>
	(value, cell) =>
		value === null || check(value, cell);
const id: CellCheck = (value, cell) => integerOf(value, cell, 1);
const count: CellCheck = (value, cell) => integerOf(value, cell);
const crc: CellCheck = (value, cell) => integerOf(value, cell, 0, 2 ** 32 - 1);
const ended: CellCheck = (value, cell) => {
	return wordOf(value, cell, ['done', 'unchanged', ...Object.keys(EXIT_CODES)]);
};

const tally: CellCheck = (value, cell) => {
	if (!TALLY_TEXT.test(textOf(value, cell))) throw new DamagedValue(cell, 'a tally');
};

/** In the order of the columns of `TABLES`, without the sum. */
const CELLS: Readonly<Record<TableName, Readonly<Record<string, CellCheck>>>> = {
	meta: { key: textOf, value: textOf },
	sources: { id, name: textOf },
	checks: {
		prefix: storedPrefix,
		checked_at: timeOf,
		hashes: id,
		crc,
		head: count,
		source: id,
		etag: orNull(textOf),
		last_modified: orNull(textOf),
	},
	counts: { id, tally },
	failures: { prefix: storedPrefix, reason: textOf, since: timeOf, tried_at: timeOf },
	syncs: {
		id,
		started_at: timeOf,
		finished_at: orNull(timeOf),
		source: textOf,
		requested: orNull(count),
		changed: orNull(count),
		unchanged: orNull(count),
		skipped: orNull(count),
		failed: orNull(count),
		ended: orNull(ended),
	},
};

/** What a value of `meta` must be besides text. */
const META_VALUES: Readonly<Record<string, CellCheck>> = {
	created_at: isoTimeOf,
	sweep_begun_at: (value, cell) => {
		if (!/^\d{1,16}$/.test(String(value))) throw new DamagedValue(cell, 'a date');
		return timeOf(Number(value), cell);
	},
};

const CHECKS = new Map(
	Object.entries(CELLS).map(([table, columns]) => {
		const all = Object.entries(columns).map(([column, check]) => {
			return { cell: `${table}.${column}`, check };
		});
		return [table, all];
	}),
);

/**
 * @param row in the order of the table's columns, without the sum
 * @throws DamagedValue when a cell is none of its column
 */
export function checkRow(table: TableName, row: readonly unknown[]): void {
	const checks = CHECKS.get(table) ?? [];
	for (let at = 0; at < checks.length; at += 1) {
		const { cell, check } = checks[at] as (typeof checks)[number];
		check(row[at], cell);
	}
	if (table !== 'meta') return;
	const [key, value] = row;
	META_VALUES[String(key)]?.(value, `meta.${key}`);
}
