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
		// Asked for below; until then its failure is nobody's.
		result.catch(() => undefined);
		underWay.push(result);
		if (underWay.length >= limit) yield await (underWay.shift() as Promise<Result>);
	}
	for (const result of underWay) yield await result;
}
