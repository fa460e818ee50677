/** Runs asynchronous tasks concurrently, up to a limit. */

import { setMaxListeners } from 'node:events';

/**
 * Runs a task for each item and yields the results in the order of the items.
 *
 * @param limit tasks that run at a time, 1 or more
 * @throws the error of the items, or of the first failed task in order; the other tasks run to their end
 */
export async function* mapInOrder<Item, Result>(
	items: AsyncIterable<Item>,
	limit: number,
	task: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
	const underWay: Promise<Result>[] = [];
	for await (const item of items) {
		const result = task(item);
		// It is awaited later; until then a rejection must not count as unhandled.
		result.catch(() => undefined);
		underWay.push(result);
		if (underWay.length >= limit) yield await (underWay.shift() as Promise<Result>);
	}
	for (const result of underWay) yield await result;
}

/**
 * Runs a task for each item, started in order. After the first error or an abort no further task starts.
 *
 * @param limit tasks that run at a time, 1 or more
 * @param task receives a signal that is aborted by `outer` or by another task's error
 * @throws the first error of a task or of the items, or the reason of `outer`, once every started task has ended
 */
export async function forEachConcurrently<Item>(
	items: Iterable<Item>,
	limit: number,
	outer: AbortSignal | undefined,
	task: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
	const stop = new AbortController();
	const { signal } = stop;
	// Not AbortSignal.any, which leaves an entry on `outer` for each call.
	const abort = () => stop.abort(outer?.reason);
	outer?.addEventListener('abort', abort);
	if (outer?.aborted) abort();
	// Every running task may add several listeners; that is no leak.
	setMaxListeners(0, signal);
	const queue = items[Symbol.iterator]();
	const runner = async () => {
		while (!signal.aborted) {
			try {
				const next = queue.next();
				if (next.done) return;
				await task(next.value, signal);
			} catch (error) {
				stop.abort(error);
			}
		}
	};
	await Promise.all(Array.from({ length: limit }, runner));
	outer?.removeEventListener('abort', abort);
	signal.throwIfAborted();
}
