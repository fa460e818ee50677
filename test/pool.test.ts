import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CredcheckError, withCauses } from '../src/errors.ts';
import { mainThread } from '../src/main-thread.ts';
import { openPool } from '../src/pool.ts';
import { packBodiesTask } from '../src/sync/fetch/pack-task.ts';
import { verifyRangesTask } from '../src/verify/verify-task.ts';
import { ROOT } from './support/credcheck.ts';
import { makeSetup } from './support/setup.ts';
import { temporaryFolder } from './support/temporary.ts';

/** A worker that waits for a file `go` in the folder, and then writes a file `loaded-` and its thread id. */
function slowWorker(folder: string): URL {
	const path = join(folder, 'worker.mjs');
	writeFileSync(
		path,
		`import { existsSync, writeFileSync } from 'node:fs';
		import { threadId } from 'node:worker_threads';
		const never = new Int32Array(new SharedArrayBuffer(4));
		while (!existsSync(${JSON.stringify(join(folder, 'go'))})) Atomics.wait(never, 0, 0, 1);
		writeFileSync(${JSON.stringify(join(folder, 'loaded-'))} + threadId, '');
		export function loaded() {}
		export function run() {
			Atomics.wait(never, 0, 0);
		}`,
	);
	return pathToFileURL(path);
}

describe('openPool', () => {
	it('closing a pool waits for threads that are still loading, since ending them would crash the process', async () => {
		const folder = temporaryFolder();
		const pool = openPool({ threads: 2, tasksAhead: 8, worker: slowWorker(folder) });
		const closed = pool.close();
		writeFileSync(join(folder, 'go'), '');
		await closed;
		expect(readdirSync(folder).filter((name) => name.startsWith('loaded-'))).toHaveLength(2);
	});

	it('an aborted task rejects at once, and closing the pool stops it even if it never ends', async () => {
		const folder = temporaryFolder();
		const pool = openPool({ threads: 1, worker: slowWorker(folder) });
		const stop = new AbortController();
		const endless = pool.run(packBodiesTask, {} as never, { signal: stop.signal });
		stop.abort(new Error('enough'));
		await expect(endless).rejects.toThrow('enough');
		await expect(pool.run(packBodiesTask, {} as never, { signal: stop.signal })).rejects.toThrow(
			'enough',
		);
		writeFileSync(join(folder, 'go'), '');
		await pool.close();
	});

	it('tasks of a pool whose threads cannot start are rejected', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'worker.mjs');
		writeFileSync(path, 'process.exit(1);');
		const pool = openPool({ threads: 2, worker: pathToFileURL(path) });
		await expect(pool.run(packBodiesTask, {} as never)).rejects.toThrow();
		await expect(pool.run(packBodiesTask, {} as never)).rejects.toThrow();
		await pool.close();
	});
});

describe('an error of a task', () => {
	const worker = new URL('../dist/worker.js', import.meta.url);

	it('an error of a task on a thread arrives with its class, code and hint, and with the stack of the thread', async () => {
		const store = join(temporaryFolder(), 'none.sqlite');
		const pools = [openPool({ threads: 1, worker }), mainThread()];
		for (const pool of pools) {
			const failed = pool.run(verifyRangesTask, { storePath: store, prefixes: [1] });
			const error = await failed.catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(CredcheckError);
			expect(error).toMatchObject({
				code: 'STORE_MISSING',
				exitCode: 10,
				message: `no store at ${store}`,
				hint: expect.stringContaining('credcheck sync'),
			});
			const stacks = withCauses(error as Error).map(({ stack }) => stack);
			expect(stacks.join('\n')).toContain('openStoreAgain');
			await pool.close();
		}
	});

	it("an error of SQLite on a thread is the store's, with the stack of its cause", async () => {
		const { store } = makeSetup();
		// Cut in the middle of a page of the tables.
		truncateSync(store, 40_000);
		const pool = openPool({ threads: 1, worker });
		const failed = pool.run(verifyRangesTask, { storePath: store, prefixes: [1] });
		const error = await failed.catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ name: 'CredcheckError', code: 'INCOMPLETE', exitCode: 3 });
		expect(
			withCauses(error as Error)
				.map(({ stack }) => stack)
				.join('\n'),
		).toContain('SqliteError');
		await pool.close();
	});
});

describe('a worker thread', () => {
	const folder = join(ROOT, 'src');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });

	it.each(files.filter((path) => path.endsWith('-task.ts')))(
		'a worker thread knows the tasks of %s',
		async (path) => {
			const { run } = await import('../dist/worker.js');
			const exported = await import(pathToFileURL(join(folder, path)).href);
			const names = Object.keys(exported).filter((name) => name.endsWith('Task'));
			expect(names.length).toBeGreaterThan(0);
			for (const name of names) {
				expect(exported[name].name).toBe(name);
				// It may fail, since it has no input, but it must be known.
				const error = await Promise.resolve()
					.then(() => run({ name, input: undefined as never }))
					.catch((thrown: unknown) => thrown);
				expect(String(error)).not.toContain('no such task');
			}
		},
	);

	it('a worker thread refuses an unknown task', async () => {
		const { run } = await import('../dist/worker.js');
		await expect(async () => run({ name: 'nothing', input: undefined as never })).rejects.toThrow(
			'no such task: nothing',
		);
	});
});
