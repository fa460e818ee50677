import { expect, it } from 'vitest';
import { Packers } from '../../../src/sync/fetch/packers.ts';

const OPTIONS = { threads: 2, worker: new URL('../../../dist/worker.js', import.meta.url) };

it.each([
	[64, 1],
	[65, 2],
])('a sync of %i ranges packs their bodies on %i threads', async (ranges, threads) => {
	const packers = new Packers(() => ranges, OPTIONS);
	const pool = await packers.pool.open();
	expect(pool.threads).toBe(threads);
	expect(await packers.pool.open()).toBe(pool);
	await packers.close();
});
