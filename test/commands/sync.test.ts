import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { startProxy } from '../support/proxy.ts';
import { closedUrl, startRangeServer } from '../support/range-server.ts';
import { dumpText, madeUpRanges, rangesWith, sha1, writeRangeFolder } from '../support/ranges.ts';
import { blobsOf, flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('sync', () => {
	it('a sync stores the same blobs from a folder, HTTP or a dump, gzipped or not', async () => {
		const folder = temporaryFolder();
		const ranges = madeUpRanges(12);
		const server = await startRangeServer(ranges);
		const gzipped = writeRangeFolder(join(folder, 'gzipped'), new Map());
		for (const [prefix, text] of ranges) {
			writeFileSync(join(gzipped, `${prefix.toLowerCase()}.txt.gz`), gzipSync(text));
		}
		writeFileSync(join(folder, 'dump.txt'), dumpText(ranges));
		writeFileSync(join(folder, 'dump-lf.txt'), dumpText(ranges, '\n'));
		writeFileSync(join(folder, 'dump.txt.gz'), gzipSync(dumpText(ranges)));
		const sources = [
			writeRangeFolder(join(folder, 'plain'), ranges),
			gzipped,
			join(folder, 'dump.txt'),
			join(folder, 'dump-lf.txt'),
			join(folder, 'dump.txt.gz'),
			server.url,
		];
		const stores = [];
		for (const [index, source] of sources.entries()) {
			const store = join(folder, `store-${index}.sqlite`);
			const run = await credcheck([
				'sync',
				'--source',
				source,
				'--store',
				store,
				'--prefixes',
				'00000-0000B',
			]);
			expect(run).toMatchObject({ code: 0, stderr: '' });
			stores.push(blobsOf(store));
		}
		expect(stores[0]?.size).toBe(12);
		for (const store of stores) expect(store).toEqual(stores[0]);
	});

	it('sync --json reports the run in one document', async () => {
		const folder = temporaryFolder();
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(3, 10));
		const store = join(folder, 'store.sqlite');
		const run = await credcheck(['sync', '--source', source, '--store', store, '--json']);
		expect(run.stderr).toBe('');
		expect(onlyJson(run.stdout)).toEqual({
			type: 'sync',
			requested: 3,
			changed: 3,
			unchanged: 0,
			skipped: 0,
			failed: 0,
			failedPrefixes: [],
			hashes: 30,
			bytes: expect.any(Number),
			seconds: expect.any(Number),
			rangesHeld: 3,
			algorithm: 'sha1',
			failures: [],
			probe: null,
			ended: 'done',
		});
		expect(statSync(store).mode & 0o777).toBe(0o600);
	});

	it('a sync skips fresh ranges, and with --max-age 0 fetches only what changed', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(madeUpRanges(4));
		const args = [
			'sync',
			'--source',
			server.url,
			'--store',
			join(folder, 'store.sqlite'),
			'--prefixes',
			'00000-00003',
			'--json',
		];
		await credcheck(args);
		expect(onlyJson((await credcheck(args)).stdout)).toMatchObject({ requested: 0, skipped: 4 });
		expect(server.requests).toHaveLength(4);

		const [changed] = madeUpRanges(1, 30, 2).values();
		server.ranges.set('00002', changed as string);
		const refresh = await credcheck([...args, '--max-age', '0']);
		expect(onlyJson(refresh.stdout)).toMatchObject({
			requested: 4,
			changed: 1,
			unchanged: 3,
			skipped: 0,
		});
		expect(server.requests.slice(4).every(({ headers }) => headers['if-none-match'])).toBe(true);

		const full = await credcheck([...args, '--full']);
		expect(onlyJson(full.stdout)).toMatchObject({ requested: 4, changed: 0, unchanged: 4 });
		expect(server.requests.slice(8).some(({ headers }) => headers['if-none-match'])).toBe(false);
	});

	it('a sync sends no validator of one source to another', async () => {
		const folder = temporaryFolder();
		const [first, second] = [
			await startRangeServer(madeUpRanges(2)),
			await startRangeServer(madeUpRanges(2)),
		];
		const args = [
			'sync',
			'--store',
			join(folder, 's'),
			'--prefixes',
			'00000-00001',
			'--max-age',
			'0',
		];
		await credcheck([...args, '--source', first.url]);
		await credcheck([...args, '--source', second.url]);
		expect(second.requests.some(({ headers }) => headers['if-none-match'])).toBe(false);
		await credcheck([...args, '--source', second.url]);
		expect(second.requests.slice(2).every(({ headers }) => headers['if-none-match'])).toBe(true);
	});

	it('sync --for requests only the prefixes of the accounts, and sends nothing else about them', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(rangesWith({ swordfish: 3, tulip: 4 }));
		const accounts = join(folder, 'users.csv');
		writeFileSync(
			accounts,
			`id,sha1\n1,${sha1('swordfish')}\n2,${sha1('tulip').toLowerCase()}\n3,\n`,
		);
		const store = join(folder, 'store.sqlite');
		const run = await credcheck([
			'sync',
			'--for',
			accounts,
			'--source',
			server.url,
			'--store',
			store,
		]);
		expect(run.code).toBe(0);
		const requested = server.requests.map(({ prefix }) => prefix).toSorted();
		expect(requested).toEqual(
			[sha1('swordfish').slice(0, 5), sha1('tulip').slice(0, 5)].toSorted(),
		);
	});

	it('a sync sends its name and version, and accepts gzip and br', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(madeUpRanges(1));
		await credcheck([
			'sync',
			'--prefixes',
			'00000',
			'--source',
			server.url,
			'--store',
			join(folder, 's'),
		]);
		const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
		expect(server.requests[0]?.headers).toMatchObject({
			'user-agent': `credcheck/${version}`,
			'accept-encoding': 'gzip, br',
		});
	});

	it('a sync uses the proxy from the environment', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(madeUpRanges(1));
		const proxy = await startProxy(new URL(server.url).port);
		const run = await credcheckBinary(
			[
				'sync',
				'--prefixes',
				'00000',
				'--source',
				'http://ranges.invalid/range/',
				'--allow-http',
				'--store',
				join(folder, 's'),
			],
			// Without a scheme, as curl takes it.
			{ env: { http_proxy: new URL(proxy.url).host } },
		);
		expect(run.code).toBe(0);
		expect(proxy.requested).toEqual(['ranges.invalid:80']);
	});

	it.each([
		['sync', ['--prefixes', '00000']],
		['check', ['--online']],
		['verify', ['--repair']],
	])('%s refuses a proxy that is none, by the name of the variable', async (command, flags) => {
		const folder = temporaryFolder();
		const store = join(folder, 's');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(1));
		await credcheck(['sync', '--source', source, '--store', store]);
		const url = 'https://ranges.invalid/';
		const run = await credcheckBinary([command, ...flags, '--source', url, '--store', store], {
			env: { HTTPS_PROXY: 'somebody:T0SECRET@' },
		});
		expect(run).toMatchObject({ code: 2, stdout: '' });
		expect(run.stderr).toContain('HTTPS_PROXY is not the address of a proxy');
		expect(run.stderr).not.toContain('T0SECRET');
	});

	it('a sync with failing ranges fetches the others, names the failed ones, keeps stored copies, and exits 3', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const server = await startRangeServer(madeUpRanges(6), ({ prefix, response }) => {
			if (!broken.has(prefix)) return false;
			response.writeHead(502).end('<html>bad gateway</html>');
			return true;
		});
		const broken = new Set<string>();
		const args = [
			'sync',
			'--source',
			server.url,
			'--store',
			store,
			'--prefixes',
			'00000-00005',
			'--max-age',
			'0',
			'--json',
		];
		expect((await credcheck(args)).code).toBe(0);
		const before = blobsOf(store);

		broken.add('00002').add('00004');
		const [changed] = madeUpRanges(1, 40, 2).values();
		server.ranges.set('00005', changed as string);
		const run = await credcheck(args);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			requested: 6,
			changed: 1,
			unchanged: 3,
			failed: 2,
			failedPrefixes: ['00002', '00004'],
		});
		expect(onlyJson(run.stderr)).toMatchObject({ type: 'error', code: 'INCOMPLETE', exitCode: 3 });
		const after = blobsOf(store);
		expect(after.get(2)).toEqual(before.get(2));
		expect(after.get(5)).not.toEqual(before.get(5));
		const status = onlyJson((await credcheck(['status', '--store', store, '--json'])).stdout);
		expect(status).toMatchObject({
			ranges: 6,
			failures: [
				{ prefix: '00002', reason: 'HTTP 502' },
				{ prefix: '00004', reason: 'HTTP 502' },
			],
		});

		broken.clear();
		expect((await credcheck(args)).code).toBe(0);
		const repaired = onlyJson((await credcheck(['status', '--store', store, '--json'])).stdout);
		expect(repaired).toMatchObject({ failures: [] });
	});

	it('a sync retries a range that fails at first', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(madeUpRanges(2), ({ prefix, attempt, response }) => {
			if (prefix !== '00001' || attempt > 2) return false;
			response.writeHead(503, { 'retry-after': '0' }).end();
			return true;
		});
		const run = await credcheck([
			'sync',
			'--source',
			server.url,
			'--store',
			join(folder, 's'),
			'--prefixes',
			'00000-00001',
			'--verbose',
		]);
		expect(run.code).toBe(0);
		expect(run.stderr).toMatch(/00001: HTTP 503; retrying in \d+ ms/);
	});

	it('a sync exits 3 while one range keeps failing, even when it requests only that one', async () => {
		const folder = temporaryFolder();
		const ranges = madeUpRanges(4);
		ranges.set('00002', 'garbage');
		const source = writeRangeFolder(join(folder, 'ranges'), ranges);
		const args = ['sync', '--source', source, '--store', join(folder, 's'), '--json'];
		expect((await credcheck(args)).code).toBe(3);
		const again = await credcheck(args);
		expect(again.code).toBe(3);
		expect(onlyJson(again.stdout)).toMatchObject({ requested: 1, failed: 1, skipped: 3 });
	});

	it('a sync exits 10 when the folder of the store cannot be created', async () => {
		const source = writeRangeFolder(join(temporaryFolder(), 'ranges'), madeUpRanges(1));
		const run = await credcheck(['sync', '--source', source, '--store', '/proc/none/deep/store']);
		expect(run.code).toBe(10);
	});

	it('a sync refuses bodies that are not range data, from a folder too', async () => {
		const folder = temporaryFolder();
		const [good] = madeUpRanges(1).values();
		const bodies: Record<string, string> = {
			'00000': good as string,
			'00001': '<!doctype html><title>Sign in to the network</title>',
			'00002': `${good}\r\n${'0'.repeat(35)}:1`,
			'00003': `${good}\r\n${'F'.repeat(35)}:0`,
			'00004': '',
		};
		const source = writeRangeFolder(join(folder, 'ranges'), new Map(Object.entries(bodies)));
		const store = join(folder, 'store.sqlite');
		const run = await credcheck(['sync', '--source', source, '--store', store, '--json']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			changed: 1,
			failedPrefixes: ['00001', '00002', '00003', '00004'],
		});
		expect([...blobsOf(store).keys()]).toEqual([0]);
	});

	it.each([
		['nothing listens', 'closed', 'connection refused'],
		['the folder does not exist', '/nonexistent/ranges', 'no such source'],
	])('a sync exits 13 when %s', async (_case, where, message) => {
		const folder = temporaryFolder();
		const source = where === 'closed' ? await closedUrl() : where;
		const run = await credcheck([
			'sync',
			'--source',
			source,
			'--store',
			join(folder, 's'),
			'--prefixes',
			'00000',
			'--json',
		]);
		expect(run.code).toBe(13);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'SOURCE_UNAVAILABLE', exitCode: 13 });
		expect(run.stderr).toContain(message);
	});

	it('a sync exits 13 when a captive portal answers every request', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(new Map(), ({ response }) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome!</html>');
			return true;
		});
		const run = await credcheck([
			'sync',
			'--source',
			server.url,
			'--store',
			join(folder, 's'),
			'--prefixes',
			'00000-00003',
		]);
		expect(run.code).toBe(13);
		expect(run.stderr).toContain('captive portal');
	});

	it('a sync from a dump cut within a range stores the others, and names that range and where the file ends', async () => {
		const folder = temporaryFolder();
		const [source, store] = [join(folder, 'dump'), join(folder, 's')];
		const dump = dumpText(madeUpRanges(40, 150));
		const cut = dump.indexOf('00027', dump.indexOf('\n00027') + 20 * 45);
		writeFileSync(source, dump.slice(0, cut));
		const run = await credcheck(['sync', '--source', source, '--store', store, '--json']);
		expect(run).toMatchObject({
			code: 3,
			stderr: expect.stringContaining('dump ends at 00027, before FFFFF, and has 40 of 1,048,576'),
		});
		expect(onlyJson(run.stdout)).toMatchObject({
			changed: 39,
			failures: [
				{
					prefix: '00027',
					reason: expect.stringMatching(/^only \d+ hashes where .* 150: the file was cut/),
				},
			],
		});

		const beyond = await credcheck([
			...['sync', '--source', source, '--store', store, '--json'],
			...['--prefixes', '00026-00028', '--max-age', '0'],
		]);
		expect(onlyJson(beyond.stdout)).toMatchObject({
			failures: [
				{ prefix: '00027' },
				{ prefix: '00028', reason: 'not in the file, which ends at 00027' },
			],
		});
	});

	it('a sync refuses a dump that is unsorted, of another kind, or cut short', async () => {
		const folder = temporaryFolder();
		const dump = dumpText(madeUpRanges(4, 2000));
		const lines = dump.split('\r\n');
		const withoutCountInEach = (line: string, at: number) =>
			at % 2000 === 1 ? line.slice(0, 40) : line;
		const cases: [string, string | Buffer, string][] = [
			['unsorted', [...lines.slice(4000, 6000), ...lines.slice(0, 2000)].join('\n'), 'not sorted'],
			['ntlm', lines.map((line) => line.slice(8)).join('\n'), 'NTLM'],
			['cut.gz', gzipSync(dump).subarray(0, 20_000), 'cut short: its gzip data has no end'],
			['empty', '', 'it is empty'],
			['text', 'hello\n', 'first line is not HASH:COUNT'],
			['by-count', byCount(lines.slice(1000, 3000)), 'ordered by count (prevalence), not by hash'],
			['no-counts', lines.map((line) => line.slice(0, 40)).join('\n'), 'hashes without counts'],
			['range', lines.map((line) => line.slice(5)).join('\n'), 'its lines lack the prefix'],
			// Its last range fails since the last line has no end, but that is not what is wrong with it.
			['no-count', lines.map(withoutCountInEach).join('\n').trimEnd(), 'line 2 is not HASH:COUNT'],
			['utf-16', Buffer.from(`\u{feff}${dump}`, 'utf16le'), 'text in UTF-16'],
			['page', '<html>\n', 'an HTML page'],
			['a.zst', Buffer.from('28b52ffd04', 'hex'), 'packed with zstd, which is not supported'],
			['a.7z', Buffer.from('377abcaf271c', 'hex'), 'packed with 7z'],
			['a.zip', Buffer.from('504b0304', 'hex'), 'packed with zip'],
		];
		for (const [name, content, message] of cases) {
			const source = join(folder, name);
			writeFileSync(source, content);
			const run = await credcheck(['sync', '--source', source, '--store', join(folder, 's')]);
			expect({ name, ...run }).toMatchObject({ name, code: 13 });
			expect(run.stderr).toContain(message);
		}
	});

	it('a sync refuses plain http to another machine unless --allow-http is given', async () => {
		const folder = temporaryFolder();
		const run = await credcheck([
			'sync',
			'--source',
			'http://192.0.2.1/range/',
			'--store',
			join(folder, 's'),
		]);
		expect(run.code).toBe(2);
		expect(run.stderr).toContain('--allow-http');
	});

	it('a sync exits 11 at once while another process writes, and names that process', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(1));
		await credcheck(['sync', '--source', source, '--store', store]);
		const writer = openStoreForWriting(store, SHA1);
		try {
			const run = await credcheckBinary(['sync', '--source', source, '--store', store, '--json']);
			expect(run.code).toBe(11);
			const error = onlyJson(run.stderr);
			expect(error).toMatchObject({ code: 'STORE_LOCKED', exitCode: 11 });
			expect(error['message']).toMatch(new RegExp(`process ${process.pid}, since 20`));
		} finally {
			writer.close();
		}
		expect((await credcheck(['sync', '--source', source, '--store', store])).code).toBe(0);
	});

	it.each([
		['SIGINT', 130, 'INTERRUPTED'],
		['SIGTERM', 143, 'TERMINATED'],
	] as const)(
		'%s makes a sync keep its ranges and exit %i, and the next run fetches the rest',
		async (signal, code, name) => {
			const folder = temporaryFolder();
			const store = join(folder, 'store.sqlite');
			let interrupt = () => {};
			// Every range but the last gets a response.
			const server = await startRangeServer(madeUpRanges(8), ({ prefix, attempt }) => {
				if (prefix !== '00007' || attempt > 1) return false;
				interrupt();
				return true;
			});
			const args = [
				'sync',
				'--source',
				server.url,
				'--store',
				store,
				'--prefixes',
				'00000-00007',
				'--json',
				'--concurrency',
				'1',
			];
			const run = await credcheckBinary(args, {
				onStart: (child) => {
					interrupt = () => child.kill(signal);
				},
			});
			expect(run.code).toBe(code);
			expect(onlyJson(run.stderr)).toMatchObject({ code: name, exitCode: code });
			expect(onlyJson(run.stdout)).toMatchObject({ changed: 7, ended: name });
			expect(blobsOf(store).size).toBe(7);
			expect(onlyJson((await credcheck(args)).stdout)).toMatchObject({ requested: 1, skipped: 7 });
		},
	);

	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)('%s ends a sync that is waiting to retry', async (signal, code) => {
		const folder = temporaryFolder();
		const server = await startRangeServer(new Map(), ({ response }) => {
			response.writeHead(503, { 'retry-after': '30' }).end();
			return true;
		});
		const run = await credcheckBinary(
			[
				'sync',
				'--source',
				server.url,
				'--store',
				join(folder, 's'),
				'--prefixes',
				'00000-000FF',
				'--verbose',
			],
			{ onStart: (child) => child.stderr.once('data', () => child.kill(signal)) },
		);
		expect(run.stderr).toContain('retrying in');
		expect(run.code).toBe(code);
	});

	it('a sync exits 13 when the source refuses every request, without requesting every range', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(new Map(), ({ response }) => {
			response.writeHead(500).end();
			return true;
		});
		const args = ['sync', '--source', server.url, '--store', join(folder, 's'), '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-003FF', '--concurrency', '200']);
		expect(run.code).toBe(13);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
		expect(server.requests.length).toBeLessThan(0x400 * 4);
	});

	it('a sync continues past a long gap in the source', async () => {
		const folder = temporaryFolder();
		const ranges = madeUpRanges(120);
		for (const prefix of [...ranges.keys()].slice(10, 110)) ranges.delete(prefix);
		const server = await startRangeServer(ranges);
		const args = ['sync', '--source', server.url, '--store', join(folder, 's'), '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-00077', '--concurrency', '1']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({ changed: 20, failed: 100 });
	});

	it('sync --full repairs a blob that was changed in the store', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(3));
		await credcheck(['sync', '--source', source, '--store', store]);
		const before = blobsOf(store);
		flipBit(store, 1, 30);
		const run = await credcheck(['sync', '--full', '--source', source, '--store', store, '--json']);
		expect(onlyJson(run.stdout)).toMatchObject({ changed: 1, unchanged: 2 });
		expect(blobsOf(store)).toEqual(before);
	});

	it('sync --for needs no ids, and reports a table without hashes', async () => {
		const folder = temporaryFolder();
		const source = writeRangeFolder(join(folder, 'ranges'), rangesWith({ tulip: 4 }));
		const accounts = join(folder, 'users.csv');
		const args = ['sync', '--for', accounts, '--source', source, '--store', join(folder, 's')];
		writeFileSync(accounts, `kind,sha1\nfree,${sha1('tulip')}\n`);
		expect((await credcheck(args)).code).toBe(0);
		writeFileSync(accounts, `kind,sha1\nfree,${sha1('tulip')},,x\n`);
		const none = await credcheck(args);
		expect(none.code).toBe(4);
		expect(none.stderr).toContain('no row of');
	});

	it('a sync does not touch a file that has the name of its lock', async () => {
		const folder = temporaryFolder();
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(1));
		const beside = join(folder, 'store.sqlite-lock');
		writeFileSync(beside, 'precious');
		const run = await credcheck([
			'sync',
			'--source',
			source,
			'--store',
			join(folder, 'store.sqlite'),
		]);
		expect(run.code).toBe(10);
		expect(readFileSync(beside, 'utf8')).toBe('precious');
	});

	it('an open reader sees the ranges that a sync stores', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'store.sqlite');
		const ranges = madeUpRanges(1, 50);
		const source = writeRangeFolder(join(folder, 'ranges'), ranges);
		await credcheck(['sync', '--source', source, '--store', path]);
		const reader = openStore(path);
		rmSync(source, { recursive: true });
		writeRangeFolder(source, madeUpRanges(40, 60, 2));
		await credcheck(['sync', '--source', source, '--store', path, '--max-age', '0']);
		expect(reader.range(0)).toMatchObject({ kind: 'range', range: { size: 60 } });
		reader.close();
	});
});

/** These lines with other counts, the commonest first, as some dumps are ordered. */
function byCount(lines: readonly string[]): string {
	const total = lines.length;
	const counted = lines.map((line, at) => `${line.slice(0, 40)}:${total - ((at * 7) % total)}`);
	const count = (line: string) => Number(line.split(':')[1]);
	return counted.toSorted((a, b) => count(b) - count(a)).join('\n');
}
