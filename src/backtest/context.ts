/** What a back-test has at hand. */

import type { AccountsTable } from '../table/table.ts';
import type { LazyPool, WorkerPool } from '../pool.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { Holdings, StoreReader } from '../store/reader.ts';
import type { Meter } from './progress.ts';
import type { BacktestEvents, BacktestOptions } from './options.ts';
import type { SideInputs } from './inputs.ts';

/** Once the table is open. */
export interface Means {
	readonly store: StoreReader;
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	/** More threads, for a large store; undefined where the table is too small to need them. */
	readonly readers: LazyPool | undefined;
	readonly meter: Meter;
	readonly options: BacktestOptions;
	readonly events: BacktestEvents;
	readonly startedAt: number;
}

/** Once all inputs are read. */
export interface Trip extends Means {
	readonly holdings: Holdings;
	readonly folder: ReportFolder;
	readonly sides: SideInputs;
}
