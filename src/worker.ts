/**
 * The entry of a worker thread: runs a task by its name. Tasks of rarely used features are loaded on
 * demand, since every run waits for its threads to start. For the same reason no task may load a library as
 * it is loaded itself; `test/layering.test.ts` checks this.
 */

import { errorData } from './errors.ts';
import { listBlockTask } from './lists/list-task.ts';
import { joinTask } from './match/join/join-task.ts';
import { readKeysTask } from './match/keys/read-keys-task.ts';
import type { PoolTask, TaskReply } from './pool.ts';
import { packBodiesTask } from './sync/fetch/pack-task.ts';
import { verifyRangesTask } from './verify/verify-task.ts';

type AnyTask = PoolTask<never, unknown>;

const LOADED: readonly AnyTask[] = [
	readKeysTask,
	joinTask,
	listBlockTask,
	packBodiesTask,
	verifyRangesTask,
];

const ON_DEMAND: Readonly<Record<string, () => Promise<AnyTask>>> = {
	classifyTask: async () => (await import('./match/accounts/classify-task.ts')).classifyTask,
	collapseKeysTask: async () =>
		(await import('./match/shared/collapse-keys-task.ts')).collapseKeysTask,
	findGroupsTask: async () => (await import('./match/shared/find-groups-task.ts')).findGroupsTask,
	guessNamesTask: async () => (await import('./evidence/names/guess-names-task.ts')).guessNamesTask,
	probeTask: async () => (await import('./doubts/probe-task.ts')).probeTask,
	recordTask: async () => (await import('./sync/write/record-task.ts')).recordTask,
	listSharedTask: async () => (await import('./lists/shared-list-task.ts')).listSharedTask,
	repeatedRowsTask: async () => (await import('./match/ids/seen-ids-task.ts')).repeatedRowsTask,
	seenIdsTask: async () => (await import('./match/ids/seen-ids-task.ts')).seenIdsTask,
	readNamesTask: async () => (await import('./evidence/names/read-names-task.ts')).readNamesTask,
};

/** Does nothing: its result shows that the thread has loaded. */
export function loaded(): void {}

export async function run({
	name,
	input,
}: {
	readonly name: string;
	readonly input: never;
}): Promise<TaskReply> {
	const task = LOADED.find((known) => known.name === name) ?? (await ON_DEMAND[name]?.());
	if (task === undefined) throw new Error(`no such task: ${name}`);
	try {
		return { output: task(input) };
	} catch (thrown) {
		const error = errorData(thrown);
		if (error === undefined) throw thrown;
		return { error };
	}
}
