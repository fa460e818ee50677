import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTableFile } from '../../../src/table/input/table-file.ts';
import { chunksOf, type TableFile } from '../../../src/table/input/table-reader.ts';
import { sha1 } from '../../support/ranges.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A table of some megabytes, so that it comes in many chunks; gzip halves it. */
const LARGE = Buffer.from(
	`id,sha1\n${Array.from({ length: 60_000 }, (_, row) => `${row},${sha1(`${row}`)}\n`).join('')}`,
);
const REFUSED = expect.objectContaining({ code: 'INPUT' });

function write(content: Buffer): string {
	const path = join(temporaryFolder(), 'users.csv');
	writeFileSync(path, content);
	return path;
}

async function open(path: string, stdin?: Readable): Promise<TableFile> {
	const file = await openTableFile(path, { stdin });
	onTestFinished(() => file.close());
	return file;
}

async function read(file: TableFile, onRead?: (bytes: number) => void): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of chunksOf(file.read(0, onRead))) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** Makes a new folder TMPDIR until the test ends. */
function ownTmpdir(): string {
	const folder = temporaryFolder();
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = folder;
	onTestFinished(() => {
		if (before === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = before;
	});
	return folder;
}

describe('the bytes of a table', () => {
	it.each([
		['a plain file', LARGE],
		['a gzip file, whatever its name', gzipSync(LARGE)],
		[
			'a gzip file of several members',
			Buffer.concat([gzipSync(LARGE.subarray(0, 700_000)), gzipSync(LARGE.subarray(700_000))]),
		],
	])('%s can be read more than once', async (_, stored) => {
		const file = await open(write(stored));
		expect(file.bytes).toBe(stored.length);
		expect((await read(file)).equals(LARGE)).toBe(true);
		expect((await read(file)).equals(LARGE)).toBe(true);
	});

	it('two concurrent passes read the whole table, even after one that stopped early', async () => {
		const file = await open(write(gzipSync(LARGE)));
		for await (const chunk of chunksOf(file.read())) {
			expect(chunk.length).toBeGreaterThan(0);
			break;
		}
		const [one, two] = await Promise.all([read(file), read(file)]);
		expect(one.equals(LARGE)).toBe(true);
		expect(two.equals(LARGE)).toBe(true);
	});

	it('an empty file has no bytes', async () => {
		expect(await read(await open(write(Buffer.alloc(0))))).toHaveLength(0);
	});

	it.each([
		['plain', LARGE],
		['gzip', gzipSync(LARGE)],
	])('progress through a %s file counts the bytes as stored', async (_, stored) => {
		const file = await open(write(stored));
		const reported: number[] = [];
		await read(file, (bytes) => reported.push(bytes));
		expect(reported).toEqual(reported.toSorted((a, b) => a - b));
		expect(reported.at(-1)).toBe(file.bytes);
	});
});

describe('refused files', () => {
	it('a missing file is refused, and the message names it', async () => {
		const path = join(temporaryFolder(), 'nobody.csv');
		await expect(openTableFile(path)).rejects.toThrow(REFUSED);
		await expect(openTableFile(path)).rejects.toThrow(path);
	});

	it.each([
		['has too long a name', `${'long'.repeat(100)}.csv`],
		['lies below a file', 'users.csv/more.csv'],
	])('a table that %s is refused like one that is missing', async (_what, name) => {
		const path = join(dirname(write(Buffer.from('id,sha1\n'))), name);
		await expect(openTableFile(path)).rejects.toThrow(REFUSED);
	});

	it('a folder is refused as a table', async () => {
		const opening = openTableFile(temporaryFolder());
		await expect(opening).rejects.toThrow(REFUSED);
		await expect(opening).rejects.toThrow('is a folder');
	});

	it('a gzip file truncated anywhere is refused', async () => {
		const whole = gzipSync(LARGE.subarray(0, 5000));
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: whole.length - 1 }), async (length) => {
				const path = write(whole.subarray(0, length));
				const file = await openTableFile(path);
				try {
					await expect(read(file)).rejects.toThrow(REFUSED);
				} finally {
					await file.close();
				}
			}),
			{ numRuns: 50 },
		);
	});

	it('a gzip file truncated in a later member is refused', async () => {
		const first = gzipSync(LARGE);
		const whole = Buffer.concat([first, gzipSync('one more,row\n')]);
		for (const length of [first.length + 1, first.length + 12, whole.length - 1]) {
			const file = await open(write(whole.subarray(0, length)));
			await expect(read(file)).rejects.toThrow(REFUSED);
		}
	});

	it('a damaged gzip file is refused', async () => {
		const damaged = gzipSync(LARGE);
		damaged.fill(0xff, 1000, 1100);
		await expect(read(await open(write(damaged)))).rejects.toThrow(REFUSED);
	});

	it('a file that changes between two passes is refused', async () => {
		const path = write(LARGE);
		const file = await open(path);
		await read(file);
		appendFileSync(path, '99,abc\n');
		await expect(read(file)).rejects.toThrow(REFUSED);
	});

	it('a file that changes during a pass is refused', async () => {
		const path = write(LARGE);
		const file = await open(path);
		const pass = async () => {
			for await (const _ of chunksOf(file.read())) writeFileSync(path, LARGE.subarray(0, 500_000));
		};
		await expect(pass()).rejects.toThrow(REFUSED);
	});
});

describe('tables on stdin', () => {
	const streamOf = (bytes: Buffer) =>
		Readable.from(
			(function* () {
				for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
			})(),
		);

	it.each([
		['plain', LARGE],
		['gzipped', gzipSync(LARGE)],
	])('a %s stream can be read twice, and leaves no file in TMPDIR', async (_, stored) => {
		const folder = ownTmpdir();
		const file = await open('-', streamOf(stored));
		expect(readdirSync(folder)).toEqual([]);
		expect((await read(file)).equals(LARGE)).toBe(true);
		expect((await read(file)).equals(LARGE)).toBe(true);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('the copy of a stream has no name in TMPDIR, even while it is written', async () => {
		const folder = ownTmpdir();
		const seen: string[] = [];
		const stream = Readable.from(
			(function* () {
				for (let times = 0; times < 20; times += 1) {
					seen.push(...readdirSync(folder));
					yield Buffer.from('row\n');
				}
			})(),
		);
		const file = await open('-', stream);
		expect((await read(file)).toString()).toBe('row\n'.repeat(20));
		expect(seen).toEqual([]);
	});

	it('a stream that fails is refused', async () => {
		ownTmpdir();
		const stream = Readable.from(
			(function* () {
				yield Buffer.from('id,sha1\n');
				throw new Error('the pipe broke');
			})(),
		);
		await expect(openTableFile('-', { stdin: stream })).rejects.toThrow(REFUSED);
	});

	it('a stream is refused when TMPDIR does not exist', async () => {
		process.env['TMPDIR'] = join(ownTmpdir(), 'not', 'there');
		await expect(openTableFile('-', { stdin: streamOf(LARGE) })).rejects.toThrow(REFUSED);
	});
});

describe('a pipe that nobody writes to', () => {
	it.each([
		['before it is opened', (abort: () => void) => abort()],
		['as soon as it is open', (abort: () => void) => queueMicrotask(abort)],
		['while it is waited for', (abort: () => void) => setImmediate(() => setImmediate(abort))],
	])('ends with the reason of the signal that is aborted %s', async (_, whenToAbort) => {
		ownTmpdir();
		const pipe = join(temporaryFolder(), 'pipe');
		execFileSync('mkfifo', [pipe]);
		const interruption = new AbortController();
		const reason = new Error('interrupted');
		whenToAbort(() => interruption.abort(reason));
		await expect(openTableFile(pipe, { signal: interruption.signal })).rejects.toBe(reason);
	});
});
