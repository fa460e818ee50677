/**
 * What worker threads do: the entry that the pool loads, one export a task. What few runs need is loaded
 * when it is asked for, since every run waits for its threads to come up.
 */

import { listBlock } from './backtest/list-block.ts';
import type { SharedTask } from './backtest/shared-block.ts';
import type { CollapseTask } from './match/collapse-keys.ts';
import { collectBlock } from './match/collect-block.ts';
import type { CollectNamesTask } from './match/collect-names.ts';
import type { GroupTask } from './match/find-groups.ts';
import { joinPartitions } from './match/join-partitions.ts';
import type { TryTask } from './match/try-names.ts';
import { packBody } from './sync/pack.ts';
import { proveRanges } from './sync/prove.ts';

export { collectBlock, joinPartitions, listBlock, packBody, proveRanges };

const collapseKeys = async (task: CollapseTask) =>
	(await import('./match/collapse-keys.ts')).collapseKeys(task);
const collectNames = async (task: CollectNamesTask) =>
	(await import('./match/collect-names.ts')).collectNames(task);
const findGroups = async (task: GroupTask) =>
	(await import('./match/find-groups.ts')).findGroups(task);
const listShared = async (task: SharedTask) =>
	(await import('./backtest/shared-block.ts')).listShared(task);
const tryNames = async (task: TryTask) => (await import('./match/try-names.ts')).tryNames(task);

export { collapseKeys, collectNames, findGroups, listShared, tryNames };

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
