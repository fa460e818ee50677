import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forEachConcurrently, mapInOrder } from '../src/concurrency.ts';

/** Tasks that the test settles, by number. */
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

it('results arrive in the order of the items, whichever task ends first', async () => {
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

it('a pipeline runs no more tasks at a time than its limit', async () => {
	let running = 0;
	let most = 0;
	const results = mapInOrder(numbers(20), 4, async (number) => {
		running += 1;
		most = Math.max(most, running);
		await Promise.resolve();
		running -= 1;
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

it('an error of the items ends concurrent tasks, once those under way have ended', async () => {
	function* failing(): Generator<number> {
		yield 1;
		throw new Error('the items');
	}
	let ended = 0;
	const run = forEachConcurrently(failing(), 2, undefined, async () => {
		await Promise.resolve();
		ended += 1;
	});
	await expect(run).rejects.toThrow('the items');
	expect(ended).toBe(1);
});

it('concurrent tasks run once each, start in order, and never exceed the limit', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat({ max: 4 }), { maxLength: 40 }),
			fc.integer({ min: 1, max: 8 }),
			async (turns, limit) => {
				const started: number[] = [];
				let running = 0;
				let most = 0;
				await forEachConcurrently(turns.keys(), limit, undefined, async (index) => {
					started.push(index);
					running += 1;
					most = Math.max(most, running);
					for (let turn = 0; turn < (turns[index] ?? 0); turn += 1) await Promise.resolve();
					running -= 1;
				});
				expect(started).toEqual([...turns.keys()]);
				expect(most).toBeLessThanOrEqual(limit);
			},
		),
	);
});

it('after the first error no task starts, and it is thrown once the running tasks have ended', async () => {
	let ended = 0;
	const run = forEachConcurrently([0, 1, 2, 3, 4], 2, undefined, async (item, signal) => {
		if (item === 1) throw new Error('first');
		await new Promise<void>((resolve) => {
			signal.addEventListener('abort', () => resolve());
		});
		ended += 1;
		throw new Error('second');
	});
	await expect(run).rejects.toThrow('first');
	expect(ended).toBe(1);
});

it('no task starts after the signal is aborted', async () => {
	const signal = AbortSignal.abort(new Error('enough'));
	const run = forEachConcurrently([0], 2, signal, async () => {
		throw new Error('started');
	});
	await expect(run).rejects.toThrow('enough');
});

it('a signal that lives long keeps nothing of the tasks that it could have ended', async () => {
	const { signal } = new AbortController();
	const failing = forEachConcurrently([1], 1, signal, () => Promise.reject(new Error('no')));
	await expect(failing).rejects.toThrow('no');
	await forEachConcurrently([1, 2], 2, signal, () => Promise.resolve());
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});
