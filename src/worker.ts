/** What worker threads do: the entry that the pool loads, one export a task. */

import { listBlock } from './backtest/list-block.ts';
import { listShared } from './backtest/shared-block.ts';
import { collapseKeys } from './match/collapse-keys.ts';
import { collectBlock } from './match/collect-block.ts';
import { collectNames } from './match/collect-names.ts';
import { findGroups } from './match/find-groups.ts';
import { joinPartitions } from './match/join-partitions.ts';
import { tryNames } from './match/try-names.ts';
import { packBody } from './sync/pack.ts';
import { proveRanges } from './sync/prove.ts';

export {
	collapseKeys,
	collectBlock,
	collectNames,
	findGroups,
	joinPartitions,
	listBlock,
	listShared,
	packBody,
	proveRanges,
	tryNames,
};

/** Does nothing: that it was done shows that a thread has loaded. */
export function loaded(): void {}

export interface WorkerTasks {
	readonly collapseKeys: typeof collapseKeys;
	readonly collectBlock: typeof collectBlock;
	readonly collectNames: typeof collectNames;
	readonly findGroups: typeof findGroups;
	readonly joinPartitions: typeof joinPartitions;
	readonly listBlock: typeof listBlock;
	readonly listShared: typeof listShared;
	readonly packBody: typeof packBody;
	readonly proveRanges: typeof proveRanges;
	readonly tryNames: typeof tryNames;
}
