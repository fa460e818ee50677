import { describe, expect, it } from 'vitest';
import { Pause } from '../../../src/sync/fetch/backoff.ts';

const NEVER = new AbortController().signal;

describe('a pause', () => {
	it('is waited for to its end, and by nobody longer than that', async () => {
		const pause = new Pause();
		await pause.over(NEVER, 60_000);
		pause.ask(50);
		await pause.over(NEVER, 60_000);
		expect(pause.left()).toBe(0);
	});

	it('is waited for no longer than one may, however long it is', async () => {
		const pause = new Pause();
		pause.ask(60_000);
		await pause.over(NEVER, 20);
		expect(pause.left()).toBeGreaterThan(50_000);
	});

	it('is a minute at most', () => {
		const pause = new Pause();
		pause.ask(3_600_000);
		expect(pause.left()).toBeLessThanOrEqual(60_000);
	});
});
