/** A task for each item, so many at a time, begun in order. */

/**
 * @param limit tasks at a time, 1 or more
 * @param signal stops taking items when aborted
 * @throws what a task threw first, once every task begun has ended
 */
export async function forEachConcurrently<Item>(
	items: Iterable<Item>,
	limit: number,
	signal: AbortSignal,
	task: (item: Item) => Promise<void>,
): Promise<void> {
	const queue = items[Symbol.iterator]();
	let failed = false;
	const runner = async () => {
		while (!failed && !signal.aborted) {
			const next = queue.next();
			if (next.done) return;
			try {
				await task(next.value);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	const ended = await Promise.allSettled(Array.from({ length: limit }, runner));
	const first = ended.find((result) => result.status === 'rejected');
	if (first !== undefined) throw first.reason;
}
