import { expect, it } from 'vitest';
import { mapInOrder } from '../src/concurrency.ts';

/** Promises that are settled by hand. */
function byHand() {
	const settle: ((outcome: number | Error) => void)[] = [];
	const task = () =>
		new Promise<number>((resolve, reject) => {
			settle.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
		});
	return { settle, task };
}

async function* numbers(count: number): AsyncGenerator<number> {
	for (let number = 0; number < count; number += 1) yield number;
}

it('results come in the order of the items, whichever is done first', async () => {
	const { settle, task } = byHand();
	const results = mapInOrder(numbers(3), 3, task);
	const first = results.next();
	await expect.poll(() => settle.length).toBe(3);
	settle[2]?.(2);
	settle[1]?.(1);
	settle[0]?.(0);
	expect(await first).toEqual({ value: 0, done: false });
	expect(await results.next()).toEqual({ value: 1, done: false });
	expect(await results.next()).toEqual({ value: 2, done: false });
	expect(await results.next()).toMatchObject({ done: true });
});

it('no more tasks run at a time than allowed', async () => {
	let underWay = 0;
	let most = 0;
	const results = mapInOrder(numbers(20), 4, async (number) => {
		underWay += 1;
		most = Math.max(most, underWay);
		await Promise.resolve();
		underWay -= 1;
		return number;
	});
	const all = [];
	for await (const result of results) all.push(result);
	expect(all).toEqual(Array.from({ length: 20 }, (_, number) => number));
	expect(most).toBeLessThanOrEqual(4);
});

it('an error is thrown in its turn, and no rejection is left unhandled', async () => {
	const { settle, task } = byHand();
	const results = mapInOrder(numbers(3), 3, task);
	const first = results.next();
	await expect.poll(() => settle.length).toBe(3);
	settle[1]?.(new Error('the second'));
	settle[2]?.(new Error('the third'));
	settle[0]?.(0);
	expect(await first).toEqual({ value: 0, done: false });
	await expect(results.next()).rejects.toThrow('the second');
	async function* failing(): AsyncGenerator<number> {
		yield 1;
		throw new Error('the items');
	}
	await expect(mapInOrder(failing(), 3, async () => 1).next()).rejects.toThrow('the items');
});
