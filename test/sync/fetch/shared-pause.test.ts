import { describe, expect, it } from 'vitest';
import { SharedPause } from '../../../src/sync/fetch/shared-pause.ts';
import { skippingClock } from '../../support/skipping-clock.ts';

const NEVER = new AbortController().signal;

describe('a pause', () => {
	it('a sync waits until a pause ends, and no longer', async () => {
		const pause = new SharedPause(skippingClock());
		await pause.wait(NEVER, 60_000);
		pause.request(50_000);
		await pause.wait(NEVER, 60_000);
		expect(pause.remainingMs()).toBe(0);
	});

	it('a wait ends at its own time limit, however long the pause is', async () => {
		const pause = new SharedPause(skippingClock());
		pause.request(60_000);
		await pause.wait(NEVER, 20);
		expect(pause.remainingMs()).toBeGreaterThan(50_000);
	});

	it('a pause lasts a minute at most', () => {
		const pause = new SharedPause(skippingClock());
		pause.request(3_600_000);
		expect(pause.remainingMs()).toBeLessThanOrEqual(60_000);
	});
});
