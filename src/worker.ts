/**
 * What worker threads do: the entry that the pool loads, one export a task. What few runs need is loaded
 * when it is asked for, since every run waits for its threads to come up.
 */

import { listBlock } from './lists/list-task.ts';
import type { SharedTask } from './lists/shared-list-task.ts';
import type { CollapseTask } from './match/shared/collapse-keys-task.ts';
import { collectBlock } from './match/keys/read-keys-task.ts';
import type { CollectNamesTask } from './names/read-names-task.ts';
import type { GroupTask } from './match/shared/find-groups-task.ts';
import { joinPartitions } from './match/join/join-task.ts';
import type { TryTask } from './names/guess-names-task.ts';
import { packBody } from './sync/fetch/pack-task.ts';
import { proveRanges } from './verify/verify-task.ts';

export { collectBlock, joinPartitions, listBlock, packBody, proveRanges };

const collapseKeys = async (task: CollapseTask) =>
	(await import('./match/shared/collapse-keys-task.ts')).collapseKeys(task);
const collectNames = async (task: CollectNamesTask) =>
	(await import('./names/read-names-task.ts')).collectNames(task);
const findGroups = async (task: GroupTask) =>
	(await import('./match/shared/find-groups-task.ts')).findGroups(task);
const listShared = async (task: SharedTask) =>
	(await import('./lists/shared-list-task.ts')).listShared(task);
const tryNames = async (task: TryTask) => (await import('./names/guess-names-task.ts')).tryNames(task);

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
