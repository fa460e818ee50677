import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../../../src/store/database.ts';
import { credcheckBinary } from '../../support/binary.ts';
import { startRangeServer } from '../../support/range-server.ts';
import { madeUpRanges } from '../../support/ranges.ts';
import { blobsOf } from '../../support/store.ts';
import { temporaryFolder } from '../../support/temporary.ts';

it('a sync goes on with its requests while the store cannot be written, and writes all of them then', async () => {
	const ranges = 600;
	const store = join(temporaryFolder(), 'store.sqlite');
	let release: (() => void) | undefined;
	const server = await startRangeServer(madeUpRanges(ranges, 2), () => {
		release ??= lock(store);
		return false;
	});
	const args = ['sync', '--source', server.url, '--store', store, '--prefixes', '00000-00257'];
	const running = credcheckBinary(args);
	// With the first batch of 128 it would wait otherwise, as long as SQLite waits for a lock.
	await vi.waitUntil(() => server.requests.length > 400, { timeout: 8000 });
	release?.();
	expect((await running).code).toBe(0);
	expect(blobsOf(store).size).toBe(ranges);
});

/** Keeps others from writing, until the function that it returns is called. */
function lock(store: string): () => void {
	const database = openDatabase(store, {});
	database.exec('BEGIN IMMEDIATE');
	return () => database.close();
}
