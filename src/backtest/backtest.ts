/** A back-test: from a table and a store to a report. */

import { gatherEvidence } from '../evidence/kinds.ts';
import { ReportFolder } from '../output/report-folder.ts';
import { type BacktestSummary, summaryCsv } from '../report/summary.ts';
import { openStore } from '../store/reader.ts';
import { openTable } from '../table/table.ts';
import { assertColumns } from './checks.ts';
import type { BacktestContext } from './context.ts';
import { readInputs } from './inputs.ts';
import { assertOptions, type BacktestEvents, type BacktestOptions } from './options.ts';
import { ProgressTracker } from './progress.ts';
import { runBacktest } from './run.ts';
import { summarizeRun } from './summarize.ts';
import { openThreads } from './threads.ts';
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
	assertOptions(options);
	const store = openStore(options.store);
	try {
		const tracker = new ProgressTracker();
		const table = await openTable(options.accounts, {
			...options,
			onReceive: (bytes) => events.onProgress?.(tracker.received(bytes)),
		});
		try {
			assertColumns(table, options, events);
			// Threads take a while to come up, in which the other inputs are read.
			const threads = await openThreads(table, options);
			try {
				return await makeReport({ store, ...threads, table, tracker, options, events, startedAt });
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

async function makeReport(context: BacktestContext): Promise<BacktestSummary> {
	const { store, table, tracker, options, events } = context;
	const inputs = await readInputs(table, options, events);
	const folder = new ReportFolder(options.out, options.force ?? false);
	try {
		const evidence = await gatherEvidence(
			{
				table,
				kind: store.kind,
				pool: context.pool,
				onProgress: (names) => events.onProgress?.(tracker.named(names)),
				onWarning: events.onWarning,
				signal: options.signal,
			},
			options,
		);
		tracker.begin(table.bytes, options.limit !== undefined);
		// Loads while the threads work.
		const page = import('../report/page/page.ts');
		// Awaited below; avoids an unhandled rejection meanwhile.
		page.catch(() => undefined);
		const holdings = store.totals();
		const run = { ...context, holdings, folder, inputs, evidence };
		const summary = summarizeRun(run, await runBacktest(run));
		// The lists are large: the disk is at work on them while the page is made.
		const listsSynced = folder.sync();
		// Awaited below; avoids an unhandled rejection meanwhile.
		listsSynced.catch(() => undefined);
		folder.open('report.html').write(await (await page).reportPage(summary, Date.now()));
		folder.open('summary.csv').write(summaryCsv(summary));
		folder.open('summary.json').write(`${JSON.stringify(summary, undefined, 2)}\n`);
		await listsSynced;
		await folder.sync();
		// Whoever stopped it while the disk was at work wants no report.
		options.signal?.throwIfAborted();
		folder.publish();
		for (const warning of warningsOf(summary, inputs, Date.now())) events.onWarning?.(warning);
		return summary;
	} catch (error) {
		folder.discard();
		throw error;
	}
}
