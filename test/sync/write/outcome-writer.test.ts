import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { SHA1 } from '../../../src/range/kind.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { openRecorder, openStoreForWriting } from '../../../src/store/writer.ts';
import { OutcomeWriter } from '../../../src/sync/write/outcome-writer.ts';
import { credcheckBinary } from '../../support/binary.ts';
import { changedRange } from '../../support/outcomes.ts';
import { startRangeServer } from '../../support/range-server.ts';
import { madeUpRanges } from '../../support/ranges.ts';
import { blobsOf } from '../../support/store.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const WORKER = new URL('../../../dist/worker.js', import.meta.url);

it.each([
	['a sync', []],
	['a sync of many new ranges after a probe', ['--if-changed', '--max-age', '0']],
])(
	'%s goes on with its requests while the store cannot be written, and writes all of them then',
	async (_what, flags) => {
		const ranges = 600;
		const store = join(temporaryFolder(), 'store.sqlite');
		let release: (() => void) | undefined;
		let requests = 0;
		const server = await startRangeServer(madeUpRanges(ranges, 2), ({ prefix }) => {
			if (!isEarly(prefix)) {
				release ??= lock(store);
				requests += 1;
			}
			return false;
		});
		const args = ['sync', '--source', server.url, '--store', store, '--prefixes'];
		if (flags.length > 0) await credcheckBinary([...args, '00000-0007f']);
		const running = credcheckBinary([...args, '00000-00257', ...flags]);
		// With the first batch of 128 it would wait otherwise, as long as SQLite waits for a lock.
		await vi.waitUntil(() => requests > 400, { timeout: 8000 });
		release?.();
		expect((await running).code).toBe(0);
		expect(blobsOf(store).size).toBe(ranges);
	},
);

/** One of the first 128. */
function isEarly(prefix: string): boolean {
	return Number.parseInt(prefix, 16) < 128;
}

/** Keeps others from writing, until the function that it returns is called. */
function lock(store: string): () => void {
	const database = openDatabase(store, {});
	database.exec('BEGIN IMMEDIATE');
	return () => database.close();
}

it('a thread writes no batch behind one that it could not write, and the error keeps its code', async () => {
	const path = join(temporaryFolder(), 'store.sqlite');
	const store = openStoreForWriting(path, SHA1);
	const [first = '', second = '', third = ''] = madeUpRanges(3, 30).values();
	store.record([changedRange(1, first)], 'somewhere', 1000);
	const database = openDatabase(path, {});
	database.exec('DELETE FROM ranges');
	database.close();
	const writer = new OutcomeWriter(store, 'somewhere');
	await writer.useThread({ worker: WORKER });
	const written: number[] = [];
	const write = (prefix: number, text: string) =>
		writer.write([changedRange(prefix, text)], () => written.push(prefix));
	await write(2, second);
	await write(1, third);
	await write(3, third);
	await expect(writer.flush()).rejects.toMatchObject({ code: 'INCOMPLETE' });
	await expect(write(4, third)).rejects.toMatchObject({ code: 'INCOMPLETE' });
	expect(written).toEqual([2]);
	await writer.close();
	store.close();
	expect([...blobsOf(path).keys()]).toEqual([2]);
	expect(existsSync(`${path}-wal`)).toBe(false);
});

it('a store that was removed before its thread opened it is told as one removed later', () => {
	const path = join(temporaryFolder(), 'store.sqlite');
	const store = openStoreForWriting(path, SHA1);
	const { recorderInput } = store;
	rmSync(path);
	expect(() => openRecorder(recorderInput)).toThrow(expect.objectContaining({ code: 'OUTPUT' }));
	store.close();
});
