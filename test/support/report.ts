/** Reads the files of a finished report. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { onlyJson } from './credcheck.ts';

export function textOf(out: string, name: string): string {
	return readFileSync(join(out, name), 'utf8');
}

/** The rows of a list, by column. */
export function rowsOf(out: string, name: string): Record<string, string>[] {
	return parse(textOf(out, name), { columns: true }) as Record<string, string>[];
}

export function summaryOf(out: string): Record<string, unknown> {
	return onlyJson(textOf(out, 'summary.json'));
}

/** The lists and figures of a report, without its time and path, which are in two of its files as well. */
export function contentsOf(out: string) {
	const { startedAt, seconds, report, files, ...figures } = summaryOf(out);
	const names = readdirSync(out).filter((name) => /^(?!summary).*\.csv$/.test(name));
	return { figures, lists: names.toSorted().map((name) => [name, textOf(out, name)]) };
}
