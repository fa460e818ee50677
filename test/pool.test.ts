import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openPool } from '../src/pool.ts';
import { temporaryFolder } from './support/temporary.ts';

/** A worker that takes its time to load, and leaves a file when it has. */
function slowWorker(folder: string): URL {
	const path = join(folder, 'worker.mjs');
	writeFileSync(
		path,
		`import { writeFileSync } from 'node:fs';
		import { threadId } from 'node:worker_threads';
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
		writeFileSync(${JSON.stringify(join(folder, 'loaded-'))} + threadId, '');
		export function loaded() {}
		export function packBody() {
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
		}`,
	);
	return pathToFileURL(path);
}

describe('openPool', () => {
	it('ends no thread that is still loading: that would abort the process', async () => {
		const folder = temporaryFolder();
		await openPool({ threads: 2, worker: slowWorker(folder) }).close();
		expect(readdirSync(folder).filter((name) => name.startsWith('loaded-'))).toHaveLength(2);
	});

	it('tells of an abort at once, and ends what never ends by itself', async () => {
		const folder = temporaryFolder();
		const pool = openPool({ threads: 1, worker: slowWorker(folder) });
		const stop = new AbortController();
		const endless = pool.run('packBody', {} as never, { signal: stop.signal });
		stop.abort(new Error('enough'));
		await expect(endless).rejects.toThrow('enough');
		await expect(pool.run('packBody', {} as never, { signal: stop.signal })).rejects.toThrow(
			'enough',
		);
		await pool.close();
	});
});
