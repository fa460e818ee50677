/** A task for each item, so many at a time, begun in order; the first error stops the others. */

import { setMaxListeners } from 'node:events';

/**
 * @param limit tasks at a time, 1 or more
 * @param outer stops the tasks when aborted
 * @param task gets a signal that ends it early, because of `outer` or of another task's error
 * @throws what a task threw first, or the reason of `outer`, once every task begun has ended
 */
export async function forEachConcurrently<Item>(
	items: Iterable<Item>,
	limit: number,
	outer: AbortSignal | undefined,
	task: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
	const stop = new AbortController();
	// Each task in flight may listen more than once; that is no leak.
	setMaxListeners(0, stop.signal);
	const onAbort = () => stop.abort(outer?.reason);
	outer?.addEventListener('abort', onAbort);
	if (outer?.aborted) onAbort();
	const queue = items[Symbol.iterator]();
	const runner = async () => {
		while (!stop.signal.aborted) {
			const next = queue.next();
			if (next.done) return;
			try {
				await task(next.value, stop.signal);
			} catch (error) {
				stop.abort(error);
			}
		}
	};
	await Promise.all(Array.from({ length: limit }, runner));
	outer?.removeEventListener('abort', onAbort);
	stop.signal.throwIfAborted();
}
