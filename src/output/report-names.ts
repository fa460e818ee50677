/** The names of the files of a report. */

/** Lists, which may be split into several files. */
export const LISTS = [
	'critical',
	'nudge-candidates',
	'all-candidates',
	'shared-passwords',
	'domain-findings',
	'cohorts',
	'rejected-rows',
] as const;
export type ListName = (typeof LISTS)[number];

/** `critical.csv`; the further files of a split list are `critical-2.csv` and so on. */
export type ListFileName = `${ListName}.csv` | `${ListName}-${number}.csv`;
export type ReportFileName = ListFileName | 'report.html' | 'summary.csv' | 'summary.json';

/** The file that makes a folder a report. */
export const SUMMARY = 'summary.json';

const OTHERS: readonly string[] = ['report.html', 'summary.csv', SUMMARY];

/** Longer numbers are dates, as in `critical-20260131.csv`, which somebody has set aside. */
export const MAX_PARTS = 9_999_999;
const LIST_FILE = new RegExp(`^(${LISTS.join('|')})(?:-([1-9]\\d{0,6}))?\\.csv$`);

/** @param part from 1 */
export function listFile(list: ListName, part: number): ListFileName {
	return part === 1 ? `${list}.csv` : `${list}-${part}.csv`;
}

/** The list that a file belongs to, and which of its files it is, from 1; undefined for other files. */
export function partOf(
	name: string,
): { readonly list: ListName; readonly part: number } | undefined {
	const [, list, part = '1'] = LIST_FILE.exec(name) ?? [];
	return list === undefined ? undefined : { list: list as ListName, part: Number(part) };
}

export function isReportFileName(name: string): name is ReportFileName {
	return OTHERS.includes(name) || partOf(name) !== undefined;
}
