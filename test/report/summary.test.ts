import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type BacktestSummary, summaryCsv } from '../../src/report/summary.ts';
import { summaryFrom, TEN_ROWS } from '../support/summary.ts';

function csvText(summary: BacktestSummary): string {
	return Buffer.from(summaryCsv(summary)).toString();
}

describe('summary.csv', () => {
	it('summary.csv has the figures of summary.json, one a row', () => {
		const [header, ...rows] = parse(csvText(summaryFrom(TEN_ROWS)));
		expect(header).toEqual(['metric', 'value']);
		expect(new Set(rows.map(([metric]) => metric)).size).toBe(rows.length);
		expect(Object.fromEntries(rows)).toMatchObject({
			'input.rows': '10',
			'input.rejectedByReason.wrong_length': '1',
			matched: '3',
			matchRate: '0.6',
			'matchRateBounds.low': '0.375',
			'matchRateBounds.high': '0.75',
			'verdicts.CRITICAL': '1',
			'tiers.10000+': '1',
			'thresholds.1.matched': '4',
			'thresholds.100000.matched': '1',
			'store.coverage': '0.625',
			'store.newestCheck': '2024-02-01T00:00:00.000Z',
		});
	});

	it('summary.csv escapes what a spreadsheet would run, except with --plain-csv', () => {
		const report = '=report';
		expect(csvText(summaryFrom({ report }))).toContain(`report,"'=report"\n`);
		expect(csvText(summaryFrom({ report, plainCsv: true }))).toContain('report,=report\n');
	});

	it('summary.csv leaves a missing value empty', () => {
		expect(csvText(summaryFrom())).toContain('store.oldestCheck,\n');
	});
});
