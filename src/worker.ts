/** What worker threads do: the entry that the pool loads, one export a task. */

import { joinInterval } from './match/join-interval.ts';
import { packBody } from './sync/pack.ts';
import { proveRanges } from './sync/prove.ts';

export { joinInterval, packBody, proveRanges };

/** Does nothing: that it was done shows that a thread has loaded. */
export function loaded(): void {}

export interface WorkerTasks {
	readonly joinInterval: typeof joinInterval;
	readonly packBody: typeof packBody;
	readonly proveRanges: typeof proveRanges;
}
