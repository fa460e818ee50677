/** A back-test: from a table and a store to a report. */

import { openTable } from '../table/table.ts';
import { ReportFolder } from '../output/report-folder.ts';
import { type BacktestSummary, summaryCsv } from '../report/summary.ts';
import { openStore } from '../store/reader.ts';
import { checkColumns } from './checks.ts';
import type { Means } from './context.ts';
import { Meter } from './progress.ts';
import { type BacktestEvents, type BacktestOptions, checkOptions } from './options.ts';
import { readSideInputs } from './inputs.ts';
import { summarizeTrip } from './summarize.ts';
import { openThreads } from './threads.ts';
import { matchAndList } from './run.ts';
import { warningsOf } from './warnings.ts';

/**
 * Back-tests a table and writes the report.
 *
 * @throws CredcheckError INPUT, OUTPUT, STORE_MISSING, STORE_PARTIAL, INCOMPLETE (a needed range is
 *   damaged), USAGE, NATIVE_MISSING, INTERNAL; the signal's reason when it is aborted. There is then
 *   no new report; an older one is gone only if replacing it failed half-way.
 */
export async function backtest(
	options: BacktestOptions,
	events: BacktestEvents = {},
): Promise<BacktestSummary> {
	const startedAt = Date.now();
	checkOptions(options);
	const store = openStore(options.store);
	try {
		const meter = new Meter();
		const table = await openTable(options.accounts, {
			...options,
			onReceive: (bytes) => events.onProgress?.(meter.received(bytes)),
		});
		try {
			checkColumns(table, options, events);
			// Threads take a while to come up, in which the other inputs are read.
			const threads = await openThreads(table, options);
			try {
				return await makeReport({ store, ...threads, table, meter, options, events, startedAt });
			} finally {
				await Promise.all([threads.pool.close(), threads.readers?.close()]);
			}
		} finally {
			await table.close();
		}
	} finally {
		store.close();
	}
}

async function makeReport(means: Means): Promise<BacktestSummary> {
	const { store, table, meter, options, events } = means;
	const sides = await readSideInputs(table, options, events);
	const folder = new ReportFolder(options.out, options.force ?? false);
	try {
		meter.begin(table.bytes, options.limit !== undefined);
		// Loads while the threads work.
		const page = import('../report/page/page.ts');
		// Asked for below; until then its failure is nobody's.
		page.catch(() => undefined);
		const holdings = store.holdings();
		const trip = { ...means, holdings, folder, sides };
		const summary = summarizeTrip(trip, await matchAndList(trip));
		// The lists are large: the disk is at work on them while the page is made.
		const listsSynced = folder.sync();
		// Asked for below; until then its failure is nobody's.
		listsSynced.catch(() => undefined);
		folder.open('report.html').write(await (await page).reportPage(summary, Date.now()));
		folder.open('summary.csv').write(summaryCsv(summary));
		folder.open('summary.json').write(`${JSON.stringify(summary, undefined, 2)}\n`);
		await listsSynced;
		await folder.sync();
		// Whoever stopped it while the disk was at work wants no report.
		options.signal?.throwIfAborted();
		folder.publish();
		for (const warning of warningsOf(summary, sides, Date.now())) events.onWarning?.(warning);
		return summary;
	} catch (error) {
		folder.discard();
		throw error;
	}
}
