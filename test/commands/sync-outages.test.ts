/** Sources that are busy or unavailable. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerStatus } from '../support/broken-answers.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import {
	ALL,
	BROKEN,
	BROKEN_NEW,
	blobsFor,
	brokenAs,
	expectRefused,
	makeMirror,
} from '../support/mirror.ts';
import { startRangeServer } from '../support/range-server.ts';
import { madeUpRanges } from '../support/ranges.ts';
import { blobsOf } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('a source that is too busy', () => {
	it.each([
		['in seconds', () => '1'],
		['as a date', () => new Date(Date.now() + 2000).toUTCString()],
	])('a sync waits as long as Retry-After requests, %s', async (_how, after) => {
		const mirror = await makeMirror();
		const requestedAt: number[] = [];
		mirror.breakWith(({ prefix, attempt, response }) => {
			if (prefix !== BROKEN_NEW) return false;
			requestedAt.push(mirror.clock.now());
			if (attempt > 1) return false;
			answerStatus(429, { 'retry-after': after() })(response);
			return true;
		});
		expect(await mirror.sync()).toMatchObject({ code: 0 });
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
		const [first, second] = requestedAt as [number, number];
		expect(second - first).toBeGreaterThanOrEqual(950);
	});

	it('a sync pauses all requests when one response has a Retry-After', async () => {
		const mirror = await makeMirror();
		const requestedAt: number[] = [];
		let refusedAt = 0;
		mirror.breakWith(({ response }) => {
			requestedAt.push(mirror.clock.now());
			if (requestedAt.length !== 3) return false;
			refusedAt = mirror.clock.now();
			answerStatus(429, { 'retry-after': '1' })(response);
			return true;
		});
		expect(await mirror.sync('--concurrency', '2')).toMatchObject({ code: 0 });
		// The second of two concurrent requests may already have been sent.
		const meanwhile = requestedAt.slice(3).filter((at) => at < refusedAt + 950);
		expect(meanwhile.length).toBeLessThanOrEqual(1);
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
	});

	it('a sync gives up on a source that responds to every request with Retry-After', async () => {
		const server = await startRangeServer(new Map(), ({ response }) => {
			answerStatus(429, { 'retry-after': '1' })(response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--timeout', '3s', '--json'];
		expect(await credcheck([...args, '--prefixes', '00000-000FF'])).toMatchObject({ code: 13 });
	});

	it('a sync does not wait longer for one range than --timeout allows', async () => {
		const mirror = await makeMirror();
		const startedAt = mirror.clock.now();
		await expectRefused(
			mirror,
			brokenAs(() => answerStatus(503, { 'retry-after': '3600' })),
			{ flags: ['--timeout', '20s'], reason: /HTTP 503/ },
		);
		expect(mirror.clock.now() - startedAt).toBeLessThan(60_000);
		expect(mirror.server.requests.filter(({ prefix }) => prefix === BROKEN_NEW)).toHaveLength(2);
	});

	it('a sync retries after status 503, and then succeeds', async () => {
		const mirror = await makeMirror();
		mirror.breakWith(({ attempt, response }) => {
			if (attempt > 2) return false;
			answerStatus(503)(response);
			return true;
		});
		expect(await mirror.sync()).toMatchObject({ code: 0 });
		expect(blobsOf(mirror.store)).toEqual(blobsFor(mirror.server.ranges));
	});

	it('a sync requests a failing range four times, and no more', async () => {
		const mirror = await makeMirror();
		mirror.breakWith(brokenAs(() => answerStatus(502)));
		await mirror.sync();
		for (const broken of BROKEN) {
			expect(mirror.server.requests.filter(({ prefix }) => prefix === broken)).toHaveLength(4);
		}
	});
});

describe('a source that is unavailable', () => {
	/** Expects a sync from this source to exit 13. */
	async function expectUnavailable(source: string, message: RegExp): Promise<void> {
		const store = join(temporaryFolder(), 'store.sqlite');
		const run = await credcheck([
			'sync',
			'--source',
			source,
			'--store',
			store,
			'--prefixes',
			'00000-00001',
			'--json',
			'--quiet',
		]);
		expect(run.code).toBe(13);
		const error = onlyJson(run.stderr);
		expect(error).toMatchObject({
			code: 'SOURCE_UNAVAILABLE',
			hint: expect.stringMatching(/proxy or a captive portal/),
		});
		expect(error['message']).toMatch(message);
		expect(blobsOf(store)).toEqual(new Map());
	}

	it('a sync exits 13 when the host name is not found', async () => {
		await expectUnavailable('https://ranges.invalid/range/', /host name not found/);
	});

	it('a sync exits 13 when the source does not speak TLS', async () => {
		const server = await startRangeServer(ALL);
		await expectUnavailable(server.url.replace('http:', 'https:'), /the server does not speak TLS/);
	});

	it('a sync exits 13 when the certificate is not trusted', async ({ skip }) => {
		const folder = temporaryFolder();
		const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
		try {
			execFileSync(
				'openssl',
				`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`.split(
					' ',
				),
				{ stdio: 'ignore' },
			);
		} catch {
			skip('making a certificate needs openssl');
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
			/certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
		);
	});

	it('a sync whose source goes down ends early, and keeps the ranges fetched so far', async () => {
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
		expect(run.stderr).toContain('look for a proxy or a captive portal');
		const expected = blobsFor(ranges);
		const stored = blobsOf(store);
		expect(stored.size).toBeGreaterThan(0);
		for (const [prefix, blob] of stored) expect(blob).toEqual(expected.get(prefix));
		const status = onlyJson((await credcheck(['status', '--store', store, '--json'])).stdout);
		expect(status).toMatchObject({ lastSync: { ended: 'SOURCE_UNAVAILABLE' } });
	});
});
