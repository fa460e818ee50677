/**
 * Not a contender but a lower bound for credcheck: reads each byte of the table and each blob of the store
 * once, on the given number of threads, and does nothing with them. Prints the number of bytes as JSON.
 *
 *     node floor.js TABLE STORE [THREADS=1]
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { SQLite } from '../sqlite.js';

const READ_AT_ONCE = 1 << 20;

/**
 * Reads one of `threads` equal shares of both files.
 *
 * @typedef {{ table: string, store: string, share: number, threads: number }} Task
 * @param {Task} task
 */
function readShare({ table, store, share, threads }) {
	let bytes = 0;
	const file = openSync(table, 'r');
	const size = fstatSync(file).size;
	const buffer = Buffer.allocUnsafe(READ_AT_ONCE);
	const end = Math.floor((size * (share + 1)) / threads);
	let at = Math.floor((size * share) / threads);
	while (at < end) {
		const read = readSync(file, buffer, 0, Math.min(buffer.length, end - at), at);
		if (read === 0) throw new Error('the table was truncated');
		at += read;
		bytes += read;
	}
	closeSync(file);

	const database = new SQLite(store, { readonly: true });
	const [first = 0, last = 0] = /** @type {number[]} */ (
		database.prepare('SELECT min(prefix), max(prefix) FROM ranges').raw().get()
	);
	const bound = (/** @type {number} */ of) =>
		first + Math.floor(((last - first + 1) * of) / threads);
	const blobs = database
		.prepare('SELECT packed FROM ranges WHERE prefix >= ? AND prefix < ?')
		.pluck()
		.iterate(bound(share), bound(share + 1));
	for (const blob of blobs) bytes += /** @type {Buffer} */ (blob).length;
	database.close();
	return bytes;
}

if (isMainThread) {
	const [table, store, given = '1'] = process.argv.slice(2);
	if (table === undefined || store === undefined) throw new Error('usage: floor.js TABLE STORE');
	const threads = Number(given);
	/** @type {Promise<number>[]} */
	const others = Array.from({ length: threads - 1 }, (_, index) => {
		const worker = new Worker(import.meta.filename, {
			workerData: { table, store, share: index + 1, threads },
		});
		return new Promise((done, fail) => {
			worker.once('message', done).once('error', fail);
		});
	});
	const own = readShare({ table, store, share: 0, threads });
	const bytes = (await Promise.all(others)).reduce((sum, more) => sum + more, own);
	process.stdout.write(`${JSON.stringify({ bytes })}\n`);
} else {
	parentPort?.postMessage(readShare(workerData));
}
