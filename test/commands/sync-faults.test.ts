/**
 * A source that misbehaves. The claim is the same each time: the run says what went wrong and with
 * which ranges, what it stores is what it should be to the byte, and when the source is well again
 * the next run brings the rest.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { formatPrefix, parsePrefix } from '../../src/range/prefix.ts';
import { packText } from '../../src/range/wire.ts';
import {
	answerStatus,
	answerWith,
	cut,
	cutInsideGzip,
	cutUnframed,
	neverAnswer,
	reset,
	trickle,
} from '../support/broken-answers.ts';
import { credcheck, onlyJson, type RunResult } from '../support/credcheck.ts';
import { type Exchange, type RangeServer, startRangeServer } from '../support/range-server.ts';
import { madeUpEntries, madeUpRanges, type Ranges, rangeText } from '../support/ranges.ts';
import { blobsOf } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Of the twelve ranges the first eight are held before the source breaks. */
const RANGES = 12;
const HELD = 8;
const LINES = 120;
const ALL = madeUpRanges(RANGES, LINES);
/** The two that the source breaks for: one held, one not. */
const BROKEN_HELD = '00003';
const BROKEN_NEW = '00009';
const BROKEN = [BROKEN_HELD, BROKEN_NEW];
/** One that has changed meanwhile, and comes as it should. */
const CHANGED = '00001';

const textOf = (prefix: string) => ALL.get(prefix) as string;
const linesOf = (prefix: string) => textOf(prefix).split('\r\n');

/** The blobs that a store of these ranges must hold. */
function blobsFor(ranges: Ranges): Map<number, Buffer> {
	return new Map(
		[...ranges].map(([name, text]) => {
			const prefix = parsePrefix(name) as number;
			const result = packText(Buffer.from(text), prefix, SHA1);
			if (!result.ok) throw new Error(result.fault);
			return [prefix, Buffer.from(result.packed)];
		}),
	);
}

interface Mirror {
	readonly server: RangeServer;
	readonly store: string;
	/** Which requests from now on are answered otherwise; those it returns false for are answered well. */
	breakWith(intervene: (exchange: Exchange) => boolean): void;
	sync(...flags: string[]): Promise<RunResult>;
}

/** A store that holds the first eight of twelve ranges, and its source, of which one has changed since. */
async function makeMirror(): Promise<Mirror> {
	let intervene: (exchange: Exchange) => boolean = () => false;
	const server = await startRangeServer(ALL, (exchange) => intervene(exchange));
	const store = join(temporaryFolder(), 'store.sqlite');
	const args = ['sync', '--source', server.url, '--store', store, '--max-age', '0', '--json'];
	const first = await credcheck([...args, '--prefixes', `00000-${formatPrefix(HELD - 1)}`]);
	expect(first).toMatchObject({ code: 0 });
	server.ranges.set(CHANGED, rangeText(madeUpEntries(CHANGED, LINES + 5)));
	server.requests.length = 0;
	return {
		server,
		store,
		breakWith(how) {
			intervene = how;
		},
		sync: (...flags) =>
			credcheck([...args, '--prefixes', `00000-${formatPrefix(RANGES - 1)}`, ...flags]),
	};
}

/** What the store must hold when these ranges could not be had: the old where there was one. */
function without(server: RangeServer, failed: readonly string[]): Map<number, Buffer> {
	const ranges = new Map(server.ranges);
	for (const prefix of failed) {
		if ((parsePrefix(prefix) as number) < HELD) ranges.set(prefix, textOf(prefix));
		else ranges.delete(prefix);
	}
	return blobsFor(ranges);
}

/** Runs a sync against the broken source and proves what came of it; then one against the mended. */
async function expectRefused(
	mirror: Mirror,
	intervene: (exchange: Exchange) => boolean,
	expected: { failed?: readonly string[]; reason: RegExp; flags?: readonly string[] },
): Promise<void> {
	// Enough for a second try, and no longer than it must be.
	const { failed = BROKEN, reason, flags = ['--timeout', '1s'] } = expected;
	mirror.breakWith(intervene);
	const run = await mirror.sync(...flags);
	expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('INCOMPLETE') });
	const outcome = onlyJson(run.stdout);
	expect(outcome).toMatchObject({ requested: RANGES, failedPrefixes: failed });
	for (const failure of outcome['failures'] as { reason: string }[]) {
		expect(failure.reason).toMatch(reason);
	}
	expect(blobsOf(mirror.store)).toEqual(without(mirror.server, failed));

	mirror.breakWith(() => false);
	expect(await mirror.sync()).toMatchObject({ code: 0 });
	expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
}

/** Breaks the answers for the two ranges, each made from the text that should have come. */
function brokenAs(answerFor: (prefix: string) => (response: Exchange['response']) => void) {
	return ({ prefix, response }: Exchange) => {
		if (!BROKEN.includes(prefix)) return false;
		answerFor(prefix)(response);
		return true;
	};
}

const PORTAL = '<!doctype html>\n<title>Welcome to the hotel network</title>';

describe('a source that gives for two ranges', () => {
	it.each<[string, (prefix: string) => (response: Exchange['response']) => void, RegExp]>([
		[
			'a body shorter than it says',
			(prefix) => cut(textOf(prefix), 'length'),
			/closed in mid answer|shorter/,
		],
		['chunks without an end', (prefix) => cut(textOf(prefix), 'chunks'), /closed in mid answer/],
		['gzip cut in the middle', (prefix) => cutInsideGzip(textOf(prefix)), /^gzip body cut short/],
		[
			'gzip cut by the end of the connection',
			(prefix) => cutUnframed(gzipSync(textOf(prefix)), 'gzip'),
			/nothing says how long/,
		],
		[
			'text cut by the end of the connection',
			(prefix) => cutUnframed(textOf(prefix), 'identity'),
			/nothing says how long/,
		],
		['a page of a captive portal', () => answerWith(PORTAL), /an HTML page/],
		[
			'a page labelled gzip',
			() => answerWith(PORTAL, { 'content-encoding': 'gzip' }),
			/body is not gzip/,
		],
		['nothing, with status 200', () => answerWith(''), /empty body/],
		['status 204', () => answerStatus(204), /HTTP 204/],
		['status 404', () => answerStatus(404), /HTTP 404/],
		[
			'NTLM lines',
			(prefix) =>
				answerWith(
					linesOf(prefix)
						.map((line) => line.slice(8))
						.join('\r\n'),
				),
			/line 1 is of another hash kind/,
		],
		[
			'some NTLM lines',
			(prefix) =>
				answerWith(
					linesOf(prefix)
						.map((line, index) => (index === 50 ? line.slice(8) : line))
						.join('\r\n'),
				),
			/line 51 is of another hash kind/,
		],
		[
			'lines out of order',
			(prefix) => answerWith(linesOf(prefix).toReversed().join('\r\n')),
			/line 2 is out of order/,
		],
		[
			'a line twice',
			(prefix) =>
				answerWith(
					linesOf(prefix)
						.flatMap((line) => [line, line])
						.join('\r\n'),
				),
			/line 2 repeats/,
		],
		[
			'a line of garbage',
			(prefix) =>
				answerWith(
					linesOf(prefix)
						.with(70, `${'Z'.repeat(35)}:4`)
						.join('\r\n'),
				),
			/line 71 is not SUFFIX:COUNT/,
		],
		[
			'padding',
			(prefix) => answerWith(`${textOf(prefix)}\r\n${'F'.repeat(35)}:0`),
			/line 121 is padding/,
		],
		[
			'a redirect to another range',
			() => answerStatus(302, { location: '/range/00005' }),
			/HTTP 302/,
		],
		['status 502 for ever', () => answerStatus(502), /HTTP 502/],
		['a reset', () => reset, /closed in mid answer/],
		[
			'a gzip bomb',
			() => answerWith(gzipSync(Buffer.alloc(32 << 20, '0')), { 'content-encoding': 'gzip' }),
			/unzips to more than any range/,
		],
	])('%s', { timeout: 30_000 }, async (_what, answerFor, reason) => {
		await expectRefused(await makeMirror(), brokenAs(answerFor), { reason });
	});

	it.each<[string, (prefix: string) => (response: Exchange['response']) => void]>([
		['no answer at all', () => neverAnswer],
		['a byte every 200 ms', (prefix) => trickle(textOf(prefix), 200)],
	])('%s', { timeout: 30_000 }, async (_what, answerFor) => {
		const begun = Date.now();
		await expectRefused(await makeMirror(), brokenAs(answerFor), {
			reason: /no whole answer in/,
		});
		expect(Date.now() - begun).toBeLessThan(10_000);
	});

	it('304 where nothing was asked about', async () => {
		const mirror = await makeMirror();
		await expectRefused(
			mirror,
			brokenAs(() => answerStatus(304)),
			{
				flags: ['--full'],
				reason: /HTTP 304/,
			},
		);
	});

	it('304 for a range that is not held', async () => {
		const mirror = await makeMirror();
		await expectRefused(
			mirror,
			brokenAs(() => answerStatus(304)),
			{
				failed: [BROKEN_NEW],
				reason: /HTTP 304/,
			},
		);
	});

	it('half of the lines that are held', async () => {
		const mirror = await makeMirror();
		const half = linesOf(BROKEN_HELD).slice(0, LINES / 2);
		await expectRefused(
			mirror,
			({ prefix, response }) => {
				if (prefix !== BROKEN_HELD) return false;
				answerWith(half.join('\r\n'))(response);
				return true;
			},
			{ failed: [BROKEN_HELD], reason: /only 60 hashes where 120 are held/ },
		);
	});

	it('the bodies of others: nothing tells which of two new ranges has its own', async () => {
		const mirror = await makeMirror();
		const other: Record<string, string> = { [BROKEN_HELD]: '00004', [BROKEN_NEW]: '0000A' };
		await expectRefused(
			mirror,
			brokenAs((prefix) => answerWith(textOf(other[prefix] as string))),
			{
				failed: [BROKEN_HELD, BROKEN_NEW, '0000A'],
				reason: /^only 0 of the 120 hashes held|^the same body as 0000[9A]$/,
			},
		);
	});

	it('the body of a range that is held', async () => {
		const mirror = await makeMirror();
		await expectRefused(
			mirror,
			brokenAs(() => answerWith(textOf('00005'))),
			{
				reason: /^only 0 of the 120 hashes held|^the same body as 00005$/,
			},
		);
	});
});

describe('a range that has the body of another', () => {
	/** The range with one line more, and that the first: nothing that is held begins so. */
	const grown = (prefix: string) => `${'0'.repeat(34)}1:1\r\n${textOf(prefix)}`;

	it('gives way to the one that goes on where it left off', async () => {
		const mirror = await makeMirror();
		mirror.server.ranges.set('00007', grown('00007'));
		mirror.breakWith(({ prefix, response }) => {
			// Asked for one at a time, the new range comes first, and is stored before the held one comes.
			if (prefix !== '00000') return false;
			answerWith(grown('00007'))(response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', mirror.server.url, '--store', store, '--json'];
		mirror.server.ranges.set('00007', textOf('00007'));
		await credcheck([...args, '--prefixes', '00007']);
		mirror.server.ranges.set('00007', grown('00007'));
		const one = ['--max-age', '0', '--concurrency', '1'];
		const run = await credcheck([...args, '--prefixes', '00000-00007', ...one]);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			requested: 8,
			changed: 7,
			failures: [{ prefix: '00000', reason: 'the same body as 00007' }],
		});
		const expected = new Map(mirror.server.ranges);
		for (const prefix of ['00000', '00008', '00009', '0000A', '0000B']) expected.delete(prefix);
		expect(blobsOf(store)).toEqual(blobsFor(expected));
	});

	it('does not come back by an answer about what was not yet taken away', async () => {
		const waiting: Exchange['response'][] = [];
		const server = await startRangeServer(new Map([['00001', textOf('00001')]]), (exchange) => {
			if (exchange.prefix === '00003') for (const late of waiting) late.writeHead(304).end();
			if (exchange.prefix !== '00002') return false;
			// The body of the other; and later, asked for it again, that nothing has changed.
			if (exchange.attempt === 1) answerWith(grown('00001'), { etag: '"2"' })(exchange.response);
			else waiting.push(exchange.response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--max-age', '0', '--json'];
		await credcheck([...args, '--prefixes', '00001']);
		server.ranges.set('00001', grown('00001'));
		await credcheck([...args, '--prefixes', '00002']);
		// Two at a time: the third is asked for when the first has come, and lets the second be answered.
		server.ranges.set('00003', textOf('00003'));
		const run = await credcheck([...args, '--prefixes', '00001-00003', '--concurrency', '2']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({ changed: 2, failedPrefixes: ['00002'] });
		expect(blobsOf(store)).toEqual(
			blobsFor(
				new Map([
					['00001', grown('00001')],
					['00003', textOf('00003')],
				]),
			),
		);
	});

	it('can be told from it although a count has changed', async () => {
		const server = await startRangeServer(ALL, ({ prefix, response }) => {
			const [first = '', ...rest] = textOf('00000').split('\r\n');
			answerWith(
				[`${first.split(':')[0]}:${prefix.length + Number(`0x${prefix}`)}`, ...rest].join('\r\n'),
			)(response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--prefixes', '00000-00020'];
		expect(await credcheck(args)).toMatchObject({ code: 13 });
		expect(blobsOf(store)).toEqual(new Map());
	});

	it('is mended by --trust-source, where it was stored when nobody could tell', async () => {
		const mirror = await makeMirror();
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', mirror.server.url, '--store', store, '--max-age', '0'];
		mirror.breakWith(({ prefix, response }) => {
			if (prefix !== '00004') return false;
			answerWith(textOf('00005'))(response);
			return true;
		});
		expect(await credcheck([...args, '--prefixes', '00004'])).toMatchObject({ code: 0 });
		mirror.breakWith(() => false);
		const both = ['--prefixes', '00004-00005'];
		expect(await credcheck([...args, ...both])).toMatchObject({ code: 13 });
		expect(
			await credcheck([...args, ...both, '--trust-source', '--concurrency', '1']),
		).toMatchObject({
			code: 0,
		});
		const [four, five] = [textOf('00004'), textOf('00005')];
		expect(blobsOf(store)).toEqual(
			blobsFor(
				new Map([
					['00004', four],
					['00005', five],
				]),
			),
		);
	});
});

describe('a range much smaller than the others', () => {
	it('is refused in the very first run, once the others tell', async () => {
		const ranges = madeUpRanges(100, LINES);
		const [text = ''] = [ranges.get('00060')];
		ranges.set('00060', text.split('\r\n').slice(0, 5).join('\r\n'));
		const server = await startRangeServer(ranges);
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--prefixes', '00000-00063'];
		const run = await credcheck([...args, '--json', '--concurrency', '1']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			failures: [{ prefix: '00060', reason: 'only 5 hashes where other ranges have 120' }],
		});
	});
});

describe('a source that gives the same body for every range', () => {
	it('fills the store with nothing', async () => {
		const server = await startRangeServer(new Map(), ({ response }) => {
			answerWith(textOf('00000'))(response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-00020']);
		expect(run.code).toBe(13);
		expect(blobsOf(store)).toEqual(new Map());
	});
});

describe('a source that is too busy', () => {
	it.each([
		['in seconds', () => '1'],
		['as a date', () => new Date(Date.now() + 2000).toUTCString()],
	])('is asked again when it said, %s', async (_how, after) => {
		const mirror = await makeMirror();
		const waits: number[] = [];
		mirror.breakWith(({ prefix, attempt, response }) => {
			if (prefix !== BROKEN_NEW) return false;
			waits.push(Date.now());
			if (attempt > 1) return false;
			answerStatus(429, { 'retry-after': after() })(response);
			return true;
		});
		expect(await mirror.sync()).toMatchObject({ code: 0 });
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
		const [first, second] = waits as [number, number];
		expect(second - first).toBeGreaterThanOrEqual(950);
	});

	it('is left alone by every range when it tells one of them so', async () => {
		const mirror = await makeMirror();
		const asked: number[] = [];
		let refusedAt = 0;
		mirror.breakWith(({ response }) => {
			asked.push(Date.now());
			if (asked.length !== 3) return false;
			refusedAt = Date.now();
			answerStatus(429, { 'retry-after': '1' })(response);
			return true;
		});
		expect(await mirror.sync('--concurrency', '2')).toMatchObject({ code: 0 });
		// The other of the two may have been under way.
		const meanwhile = asked.slice(3).filter((at) => at < refusedAt + 950);
		expect(meanwhile.length).toBeLessThanOrEqual(1);
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
	});

	it('is given up when it puts off everybody for ever', { timeout: 60_000 }, async () => {
		const server = await startRangeServer(new Map(), ({ response }) => {
			answerStatus(429, { 'retry-after': '1' })(response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--timeout', '3s', '--json'];
		const begun = Date.now();
		expect(await credcheck([...args, '--prefixes', '00000-000FF'])).toMatchObject({ code: 13 });
		expect(Date.now() - begun).toBeLessThan(30_000);
	});

	it('is not waited for longer than a range may take', async () => {
		const mirror = await makeMirror();
		const begun = Date.now();
		await expectRefused(
			mirror,
			brokenAs(() => answerStatus(503, { 'retry-after': '3600' })),
			{ flags: ['--timeout', '2s'], reason: /HTTP 503/ },
		);
		expect(Date.now() - begun).toBeLessThan(10_000);
		expect(mirror.server.requests.filter(({ prefix }) => prefix === BROKEN_NEW)).toHaveLength(2);
	});

	it('is asked again while it says 503, and the run is as good as any', async () => {
		const mirror = await makeMirror();
		mirror.breakWith(({ attempt, response }) => {
			if (attempt > 2) return false;
			answerStatus(503)(response);
			return true;
		});
		expect(await mirror.sync()).toMatchObject({ code: 0 });
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
	});

	it('is asked four times for a range that fails for ever, and no more', async () => {
		const mirror = await makeMirror();
		mirror.breakWith(brokenAs(() => answerStatus(502)));
		await mirror.sync();
		for (const broken of BROKEN) {
			expect(mirror.server.requests.filter(({ prefix }) => prefix === broken)).toHaveLength(4);
		}
	});
});

describe('a source that is not there', () => {
	/** Syncs an empty store from it. */
	async function expectUnavailable(source: string, message: RegExp): Promise<void> {
		const store = join(temporaryFolder(), 'store.sqlite');
		const run = await credcheck(
			['sync', '--source', source, '--store', store, '--prefixes', '00000-0000F', '--json'],
			{},
		);
		expect(run.code).toBe(13);
		const error = onlyJson(run.stderr);
		expect(error).toMatchObject({
			code: 'SOURCE_UNAVAILABLE',
			hint: expect.stringMatching(/proxy or a captive portal/),
		});
		expect(error['message']).toMatch(message);
		expect(blobsOf(store)).toEqual(new Map());
	}

	it('because its name is not found', { timeout: 60_000 }, async () => {
		await expectUnavailable('https://ranges.invalid/range/', /host name not found/);
	});

	it('because it does not speak TLS', async () => {
		const server = await startRangeServer(ALL);
		await expectUnavailable(server.url.replace('http:', 'https:'), /no TLS is spoken there/);
	});

	it('because nobody vouches for its certificate', async ({ skip }) => {
		const folder = temporaryFolder();
		const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
		try {
			execFileSync(
				'openssl',
				`req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`.split(
					' ',
				),
				{ stdio: 'ignore' },
			);
		} catch {
			skip('there is no openssl to make a certificate with');
		}
		const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', resolve);
		});
		onTestFinished(() => {
			server.close();
		});
		const { port } = server.address() as AddressInfo;
		await expectUnavailable(
			`https://127.0.0.1:${port}/range/`,
			/certificate is not to be trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
		);
	});

	it('any more: what came is kept, and the run ends early', { timeout: 60_000 }, async () => {
		const ranges = madeUpRanges(300);
		const server = await startRangeServer(ranges, ({ response }) => {
			if (server.requests.length < 100) return false;
			if (server.requests.length === 100) void server.close();
			response.destroy();
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-FFFFF']);
		expect(run.code).toBe(13);
		expect(run.stderr).toContain('is this a proxy or a captive portal?');
		const expected = blobsFor(ranges);
		const held = blobsOf(store);
		expect(held.size).toBeGreaterThan(0);
		for (const [prefix, blob] of held) expect(blob).toEqual(expected.get(prefix));
		const status = onlyJson((await credcheck(['status', '--store', store, '--json'])).stdout);
		expect(status).toMatchObject({ lastSync: { ended: 'SOURCE_UNAVAILABLE' } });
	});
});
