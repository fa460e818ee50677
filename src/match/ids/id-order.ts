/** The orders in which exports have their ids: that of numbers, and that of text. */

/** `number`: a shorter id comes first; `text`: byte by byte. For ids of the same length they are the same. */
export type IdOrder = 'number' | 'text';

/**
 * Compares two ids, each in bytes from `from` up to `to`.
 *
 * @returns less than 0 if the left one comes first, 0 if they are equal
 */
export function compareIds(
	order: IdOrder,
	left: Uint8Array,
	leftFrom: number,
	leftTo: number,
	right: Uint8Array,
	rightFrom: number,
	rightTo: number,
): number {
	const longer = leftTo - leftFrom - (rightTo - rightFrom);
	if (longer !== 0 && order === 'number') return longer;
	const size = longer < 0 ? leftTo - leftFrom : rightTo - rightFrom;
	for (let at = 0; at < size; at += 1) {
		const difference = (left[leftFrom + at] as number) - (right[rightFrom + at] as number);
		if (difference !== 0) return difference;
	}
	return longer;
}

/** The order in which each of the ids is greater than the one before; undefined if there is none, or only one id. */
export function orderOf(ids: readonly Uint8Array[]): IdOrder | undefined {
	if (ids.length < 2) return undefined;
	return (['number', 'text'] as const).find((order) =>
		ids.every((id, index) => {
			const before = ids[index - 1];
			if (before === undefined) return true;
			return compareIds(order, before, 0, before.length, id, 0, id.length) < 0;
		}),
	);
}
