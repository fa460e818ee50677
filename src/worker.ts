/**
 * The entry of a worker thread: runs the task that it is sent the name of. Tasks of features that few runs
 * ask for are loaded when they are asked for, since every run waits for its threads to come up.
 */

import { listBlockTask } from './lists/list-task.ts';
import { joinTask } from './match/join/join-task.ts';
import { readKeysTask } from './match/keys/read-keys-task.ts';
import type { PoolTask } from './pool-task.ts';
import { packTask } from './sync/fetch/pack-task.ts';
import { verifyRangesTask } from './verify/verify-task.ts';

type AnyTask = PoolTask<never, unknown>;

const LOADED = new Map<string, AnyTask>(
	[readKeysTask, joinTask, listBlockTask, packTask, verifyRangesTask].map((task) => [
		task.name,
		task,
	]),
);

const ON_DEMAND: Readonly<Record<string, () => Promise<AnyTask>>> = {
	collapseKeys: async () => (await import('./match/shared/collapse-keys-task.ts')).collapseKeysTask,
	findGroups: async () => (await import('./match/shared/find-groups-task.ts')).findGroupsTask,
	guessNames: async () => (await import('./evidence/names/guess-names-task.ts')).guessNamesTask,
	listShared: async () => (await import('./lists/shared-list-task.ts')).listSharedTask,
	readNames: async () => (await import('./evidence/names/read-names-task.ts')).readNamesTask,
};

/** Does nothing: that it was done shows that a thread has loaded. */
export function loaded(): void {}

export function run({ name, input }: { readonly name: string; readonly input: never }): unknown {
	const task = LOADED.get(name);
	return task === undefined ? runOnDemand(name, input) : task.run(input);
}

async function runOnDemand(name: string, input: never): Promise<unknown> {
	const load = ON_DEMAND[name];
	if (load === undefined) throw new Error(`no such task: ${name}`);
	const task = await load();
	return task.run(input);
}
