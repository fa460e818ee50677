/** What the steps of a back-test share. */

import type { GatheredEvidence } from '../evidence/kinds.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { Holdings, StoreReader } from '../store/reader.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestInputs } from './inputs.ts';
import type { BacktestEvents, BacktestOptions } from './options.ts';
import type { ProgressTracker } from './progress.ts';
import type { Threads } from './threads.ts';

/** What is known once the table is open. */
export interface BacktestContext extends Threads {
	readonly store: StoreReader;
	readonly table: AccountsTable;
	readonly options: BacktestOptions;
	readonly events: BacktestEvents;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
}

/** What is known once all inputs are read. */
export interface BacktestRun extends BacktestContext {
	readonly holdings: Holdings;
	readonly folder: ReportFolder;
	readonly inputs: BacktestInputs;
	readonly evidence: GatheredEvidence;
	readonly tracker: ProgressTracker;
}
