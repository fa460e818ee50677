/** The back-test from end to end: from a table and a store to a published report. */

import { collectEvidence } from '../evidence/kinds.ts';
import { ReportFolder } from '../output/report-folder.ts';
import { type BacktestSummary, summaryCsv } from '../report/summary.ts';
import { openStore } from '../store/open-store.ts';
import { openTable } from '../table/table.ts';
import { visibleJson } from '../text/visible.ts';
import { makeWarning } from '../warning.ts';
import { withAllColumns } from './checks.ts';
import { classify } from './classes.ts';
import { inputFiles, readInputs } from './inputs.ts';
import { keepNewest } from './newest.ts';
import { assertOptions, type BacktestEvents, type BacktestOptions } from './options.ts';
import { namingProgress, ProgressTracker, receivingProgress } from './progress.ts';
import { assertReconciled } from './reconcile.ts';
import { openThreads } from './resources/threads.ts';
import { type BacktestContext, type BacktestResult, type BacktestRun, runBacktest } from './run.ts';
import { summarize } from './summarize.ts';
import { openFolderWarning } from './warnings/folder.ts';
import { exactCountsWarning, WarningLog, warningsOf } from './warnings.ts';

/**
 * Back-tests a table and writes the report.
 *
 * @returns the summary, as written to `summary.json`
 * @throws CredcheckError INPUT, OUTPUT, STORE_MISSING, STORE_PARTIAL, INCOMPLETE (a needed range is
 *   damaged), USAGE, NATIVE_MISSING, INTERNAL; the signal's reason if it is aborted. No report is published
 *   then, and an older one in the folder is kept.
 */
export async function backtest(
	options: BacktestOptions,
	events: BacktestEvents = {},
): Promise<BacktestSummary> {
	const startedAt = Date.now();
	assertOptions(options);
	const store = openStore(options.store, options.kind);
	try {
		const opened = await openTable(options.accounts, store.kind, {
			...options,
			onReceive: (bytes) => events.onProgress?.(receivingProgress(bytes)),
		});
		try {
			// A table on stdin may have come for hours.
			store.assertInPlace();
			const warnings = new WarningLog(events.onWarning);
			for (const { about, message, hint } of opened.guesses) {
				warnings.add(makeWarning(about, message, [hint]));
			}
			const table = withAllColumns(opened, options, warnings);
			// Threads take a while to start; meanwhile the other inputs are read.
			const threads = await openThreads(table, options, events.onDetail);
			try {
				const context = { store, ...threads, options, events, warnings, startedAt };
				// In this order: an account that is left out for what it is has no newest row.
				const classified = await classify(table, context);
				const newest = await keepNewest(classified.table, context);
				return await makeReport({ ...context, ...classified, ...newest });
			} finally {
				await Promise.all([threads.pool.close(), threads.readers?.close()]);
			}
		} finally {
			await opened.close();
		}
	} finally {
		store.close();
	}
}

async function makeReport(context: BacktestContext): Promise<BacktestSummary> {
	const { store, table, options, events, warnings } = context;
	const inputs = await readInputs(table, options, warnings);
	const folder = new ReportFolder(options.out, options.force ?? false, inputFiles(options));
	try {
		if (options.exactCounts) warnings.add(exactCountsWarning());
		const isOpen = openFolderWarning(options.out);
		if (isOpen !== undefined) warnings.add(isOpen);
		const evidence = await collectEvidence(
			{
				table,
				pool: context.pool,
				onProgress: (names) => events.onProgress?.(namingProgress(names)),
				onWarning: (warning) => warnings.add(warning),
				signal: options.signal,
			},
			options,
		);
		const tracker = new ProgressTracker(table.bytes, options.limit !== undefined);
		// Loads while the threads work. Awaited below; `catch` avoids an unhandled rejection meanwhile.
		const page = import('../report/page/page.ts');
		page.catch(() => undefined);
		// Of one state of the store, so that they agree.
		const [storeTotals, counted] = store.inOneState(() => {
			const totals = store.totals();
			return [totals, store.countedHashes(totals)] as const;
		});
		const run = { ...context, storeTotals, counted, folder, inputs, evidence, tracker };
		const result = await runBacktest(run);
		const figures = withWarnings(run, result, summarize(run, result, Date.now()));
		// The lists are large: the disk syncs them while the page is made. Awaited below, too.
		const listsSynced = folder.sync();
		listsSynced.catch(() => undefined);
		folder.open('report.html').write((await page).reportPage(figures, Date.now()));
		folder.open('summary.csv').write(summaryCsv(figures));
		const summary = { ...figures, files: folder.manifest() };
		folder.open('summary.json').write(`${visibleJson(summary, 2)}\n`);
		assertReconciled(summary, await folder.readBack(summary, options.signal));
		await listsSynced;
		await folder.sync();
		// The signal may have been aborted during the sync.
		options.signal?.throwIfAborted();
		folder.publish();
		return summary;
	} catch (error) {
		folder.discard();
		throw error;
	}
}

/** The summary with all warnings of the run: those of its figures, and those before. */
function withWarnings(
	{ warnings, inputs }: BacktestRun,
	{ probed }: BacktestResult,
	summary: BacktestSummary,
): BacktestSummary {
	for (const warning of warningsOf(summary, inputs, probed, Date.now())) warnings.add(warning);
	return { ...summary, warnings: warnings.doubtsFirst() };
}
