import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forEachConcurrently } from '../src/concurrency.ts';

describe('tasks run concurrently', () => {
	it('concurrent tasks run once each, start in order, and never exceed the limit', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 4 }), { maxLength: 40 }),
				fc.integer({ min: 1, max: 8 }),
				async (turns, limit) => {
					const begun: number[] = [];
					let running = 0;
					let most = 0;
					await forEachConcurrently(turns.keys(), limit, undefined, async (index) => {
						begun.push(index);
						running += 1;
						most = Math.max(most, running);
						for (let turn = 0; turn < (turns[index] ?? 0); turn += 1) await Promise.resolve();
						running -= 1;
					});
					expect(begun).toEqual([...turns.keys()]);
					expect(most).toBeLessThanOrEqual(limit);
				},
			),
		);
	});

	it('the first error stops further tasks, and is thrown when the running ones have ended', async () => {
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
			throw new Error('begun');
		});
		await expect(run).rejects.toThrow('enough');
	});
});
