/** Many tasks at a time, within a bound. */

import { setMaxListeners } from 'node:events';

/**
 * A task for each item, some at a time, the results in order of the items.
 *
 * @param limit tasks under way at a time, 1 or more
 * @throws what the items or the first task in order threw; tasks under way are left to end by themselves
 */
export async function* mapInOrder<Item, Result>(
	items: AsyncIterable<Item>,
	limit: number,
	task: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
	const underWay: Promise<Result>[] = [];
	for await (const item of items) {
		const result = task(item);
		// Awaited below; avoids an unhandled rejection meanwhile.
		result.catch(() => undefined);
		underWay.push(result);
		if (underWay.length >= limit) yield await (underWay.shift() as Promise<Result>);
	}
	for (const result of underWay) yield await result;
}

/**
 * A task for each item, so many at a time, begun in order; the first error stops the others.
 *
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
