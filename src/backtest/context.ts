/** What a back-test has at hand. */

import type { GatheredEvidence } from '../evidence/kinds.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { LazyPool, WorkerPool } from '../pool.ts';
import type { StoreReader, StoreTotals } from '../store/reader.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestInputs } from './inputs.ts';
import type { BacktestEvents, BacktestOptions } from './options.ts';
import type { ProgressTracker } from './progress.ts';

/** Once the table is open. */
export interface BacktestContext {
	readonly store: StoreReader;
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	/** More threads, for a large store; undefined where the table is too small to need them. */
	readonly readers: LazyPool | undefined;
	readonly tracker: ProgressTracker;
	readonly options: BacktestOptions;
	readonly events: BacktestEvents;
	readonly startedAt: number;
}

/** Once all inputs are read. */
export interface BacktestRun extends BacktestContext {
	readonly holdings: StoreTotals;
	readonly folder: ReportFolder;
	readonly inputs: BacktestInputs;
	readonly evidence: GatheredEvidence;
}
