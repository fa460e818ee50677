import { expect, it } from 'vitest';
import { manifestOf } from '../../../src/output/folder/manifest.ts';

const ENTRY = { name: 'critical.csv', bytes: 3, sha256: 'a'.repeat(64) };

it('a manifest has the files of a report by name', () => {
	const other = { ...ENTRY, name: 'critical-2.csv' };
	expect([...(manifestOf({ files: [ENTRY, other] }) ?? [])]).toEqual([
		['critical.csv', ENTRY],
		['critical-2.csv', other],
	]);
});

it.each([
	['no list', {}],
	['a file twice', [ENTRY, ENTRY]],
	['the summary itself', [{ ...ENTRY, name: 'summary.json' }]],
	['a file that no report has', [{ ...ENTRY, name: '../critical.csv' }]],
	['no size', [{ ...ENTRY, bytes: '3' }]],
	['no SHA-256', [{ ...ENTRY, sha256: 'A'.repeat(64) }]],
	['no entry', [null]],
])('a manifest that has %s is none', (_, files) => {
	expect(manifestOf({ files })).toBeNull();
});

it('a report of an earlier version has no manifest', () => {
	expect(manifestOf({})).toBeUndefined();
});
