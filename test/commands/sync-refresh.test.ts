/** Repeated syncs: what they request, and what they change. */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { formatPrefix } from '../../src/range/prefix.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { PROBES } from '../../src/sync/defaults.ts';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { type Exchange, type RangeServer, startRangeServer } from '../support/range-server.ts';
import { madeUpEntries, madeUpRanges, rangeText } from '../support/ranges.ts';
import { blobsOf } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

const THREE = madeUpRanges(3);

interface Mirror {
	readonly server: RangeServer;
	readonly store: string;
	/** Syncs all ranges, and returns the JSON document. */
	sync(...flags: string[]): Promise<Record<string, unknown>>;
}

/** A store with that many ranges of a source. */
async function makeMirror(
	ranges: number,
	intervene?: (exchange: Exchange) => boolean,
): Promise<Mirror> {
	const server = await startRangeServer(madeUpRanges(ranges), intervene);
	const store = join(temporaryFolder(), 'store.sqlite');
	const mirror = {
		server,
		store,
		async sync(...flags: string[]) {
			const all = ['--prefixes', `00000-${formatPrefix(ranges - 1)}`, '--json', '--quiet'];
			const args = ['sync', '--source', server.url, '--store', store, ...all, ...flags];
			const run = await credcheck(args);
			expect(run).toMatchObject({ code: 0, stderr: '' });
			return onlyJson(run.stdout);
		},
	};
	expect(await mirror.sync()).toMatchObject({ changed: ranges });
	server.requests.length = 0;
	return mirror;
}

/** Adds a line to a range. */
function change(server: RangeServer, prefix: string): void {
	server.ranges.set(prefix, rangeText(madeUpEntries(prefix, 21)));
}

describe('a refresh', () => {
	it.each([
		['an ETag', { etag: 'W/"0x8DC"' }, { 'if-none-match': 'W/"0x8DC"' }],
		[
			'a date alone',
			{ 'last-modified': 'Sat, 21 Nov 2026 00:30:00 GMT' },
			{ 'if-modified-since': 'Sat, 21 Nov 2026 00:30:00 GMT' },
		],
	])(
		'a refresh sends back %s unchanged, and a 304 leaves the blob untouched',
		async (_what, received, sent) => {
			const mirror = await makeMirror(3, ({ prefix, request, response }) => {
				if (request.headers['if-none-match'] ?? request.headers['if-modified-since']) {
					response.writeHead(304).end();
				} else response.writeHead(200, received).end(THREE.get(prefix));
				return true;
			});
			const before = blobsOf(mirror.store);
			expect(await mirror.sync('--max-age', '0')).toMatchObject({ changed: 0, unchanged: 3 });
			expect(blobsOf(mirror.store)).toEqual(before);
			for (const { headers } of mirror.server.requests) expect(headers).toMatchObject(sent);
		},
	);

	it('a refresh without validators finds unchanged ranges by their checksum', async () => {
		const mirror = await makeMirror(3, ({ prefix, response }) => {
			response.writeHead(200).end(THREE.get(prefix));
			return true;
		});
		expect(await mirror.sync('--max-age', '0')).toMatchObject({ changed: 0, unchanged: 3 });
		for (const { headers } of mirror.server.requests) {
			expect(headers).not.toHaveProperty('if-none-match');
			expect(headers).not.toHaveProperty('if-modified-since');
		}
		// They still count as checked.
		expect(await mirror.sync()).toMatchObject({ requested: 0, skipped: 3 });
	});

	it('a sync resumes after it was killed, and fetches no written range twice', async () => {
		// More than one write batch.
		const ranges = 200;
		const store = join(temporaryFolder(), 'store.sqlite');
		let kill: (() => void) | undefined;
		const requested: string[] = [];
		const server = await startRangeServer(madeUpRanges(ranges), ({ prefix }) => {
			requested.push(prefix);
			// From then on it waits, until the first batch has been written.
			return kill !== undefined && requested.length >= 190;
		});
		const all = ['--prefixes', `00000-${formatPrefix(ranges - 1)}`, '--concurrency', '4'];
		const args = ['sync', '--source', server.url, '--store', store, ...all, '--json'];
		const running = credcheckBinary(args, {
			onStart: (child) => {
				kill = () => child.kill('SIGKILL');
			},
		});
		const isWritten = () => existsSync(`${store}-wal`) && blobsOf(store).size > 0;
		await vi.waitUntil(isWritten, { timeout: 20_000 });
		kill?.();
		expect((await running).code).toBe(null);
		kill = undefined;
		const stored = blobsOf(store).size;
		expect(stored).toBeGreaterThan(0);
		const again = await credcheck(args);
		expect(again.code).toBe(0);
		expect(onlyJson(again.stdout)).toMatchObject({ changed: ranges - stored, skipped: stored });
		expect(requested.length).toBeLessThanOrEqual(190 + 4 + ranges - stored);

		const whole = join(temporaryFolder(), 'whole.sqlite');
		await credcheck([...args, '--store', whole]);
		expect(blobsOf(store)).toEqual(blobsOf(whole));
		expect(await credcheck(['verify', '--store', store])).toMatchObject({ code: 0 });
	});

	it('readers see every range whole during a refresh, old or new', async () => {
		let reached = () => {};
		let delayed: Exchange | undefined;
		const halfWay = new Promise<void>((resolve) => {
			reached = resolve;
		});
		const mirror = await makeMirror(300, (exchange) => {
			// The response for the last range is delayed, so that the run outlasts the reads.
			if (exchange.prefix !== '0012B' || exchange.attempt !== 2) return false;
			delayed = exchange;
			reached();
			return true;
		});
		const before = blobsOf(mirror.store);
		for (const prefix of mirror.server.ranges.keys()) change(mirror.server, prefix);
		const writing = mirror.sync('--max-age', '0', '--concurrency', '1');
		await halfWay;
		const meanwhile = blobsOf(mirror.store);
		const verify = await credcheck(['verify', '--store', mirror.store, '--json']);
		expect(onlyJson(verify.stdout)).toMatchObject({ checked: 300, damaged: 0 });
		expect(await credcheck(['status', '--store', mirror.store])).toMatchObject({ code: 0 });
		delayed?.response.writeHead(304).end();
		expect(await writing).toMatchObject({ changed: 299, unchanged: 1 });

		const after = blobsOf(mirror.store);
		const isFrom = (blobs: Map<number, Buffer>, prefix: number) =>
			blobs.get(prefix)?.equals(meanwhile.get(prefix) as Buffer);
		const old = [...before.keys()].filter((prefix) => isFrom(before, prefix));
		const fresh = [...before.keys()].filter((prefix) => prefix !== 299 && isFrom(after, prefix));
		expect(old.length + fresh.length).toBe(300);
		expect(fresh.length).toBeGreaterThan(0);
	});

	it('a refresh reports at once that the store was removed', async () => {
		const mirror = await makeMirror(150, ({ attempt }) => {
			if (attempt === 2) rmSync(mirror.store, { force: true });
			return false;
		});
		for (const prefix of mirror.server.ranges.keys()) change(mirror.server, prefix);
		const args = ['sync', '--source', mirror.server.url, '--store', mirror.store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-00095', '--max-age', '0']);
		expect(run.code).toBe(5);
		expect(run.stderr).toContain('removed or replaced');
	});

	it('a refresh does not trust a check that is dated in the future', async () => {
		const mirror = await makeMirror(3);
		const writer = openStoreForWriting(mirror.store, SHA1);
		const outcome = { kind: 'unchanged', prefix: 1 } as const;
		writer.record([outcome], mirror.server.url, Date.now() + 86_400_000);
		writer.close();
		expect(await mirror.sync()).toMatchObject({ requested: 1, unchanged: 1, skipped: 2 });
	});
});

describe('sync --if-changed', () => {
	const stale = ['--max-age', '0', '--if-changed'];

	it('sync --if-changed ends early, and reports it, when no probed range has changed', async () => {
		const mirror = await makeMirror(150);
		expect(await mirror.sync(...stale)).toMatchObject({
			requested: PROBES,
			unchanged: PROBES,
			skipped: 150 - PROBES,
			probe: { asked: PROBES, changed: 0, spared: 150 - PROBES },
		});
		expect(mirror.server.requests).toHaveLength(PROBES);
		const words = await credcheck([
			'sync',
			...['--source', mirror.server.url, '--store', mirror.store, '--prefixes', '00000-00095'],
			...stale,
		]);
		expect(words.stdout).toContain('none of the 48 probed ranges had changed: 102 others skipped');
		const status = onlyJson(
			(await credcheck(['status', '--store', mirror.store, '--json'])).stdout,
		);
		expect(status).toMatchObject({ lastSync: { ended: 'unchanged' } });
	});

	it('sync --if-changed fetches every range when a probed range has changed', async () => {
		const mirror = await makeMirror(150);
		for (const prefix of mirror.server.ranges.keys()) change(mirror.server, prefix);
		expect(await mirror.sync(...stale)).toMatchObject({
			requested: 150,
			changed: 150,
			probe: { asked: PROBES, changed: PROBES, spared: 0 },
		});
		expect(mirror.server.requests).toHaveLength(150);
	});

	it('sync --if-changed fetches every range when some probes fail', async () => {
		const broken = new Set<string>();
		const mirror = await makeMirror(150, ({ prefix, response }) => {
			if (!broken.has(prefix)) return false;
			response.writeHead(404).end();
			return true;
		});
		for (let prefix = 0; prefix < 150; prefix += 2) broken.add(formatPrefix(prefix));
		const args = ['sync', '--source', mirror.server.url, '--store', mirror.store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-00095', ...stale]);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			requested: 150,
			failed: 75,
			probe: { spared: 0 },
		});
	});

	it('sync --if-changed always fetches missing ranges', async () => {
		const mirror = await makeMirror(150);
		for (const [prefix, text] of madeUpRanges(160)) mirror.server.ranges.set(prefix, text);
		const args = ['sync', '--source', mirror.server.url, '--store', mirror.store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-0009F', ...stale]);
		expect(onlyJson(run.stdout)).toMatchObject({ requested: PROBES + 10, changed: 10 });
		expect(blobsOf(mirror.store).size).toBe(160);
	});

	it('sync --if-changed always fetches ranges that are older than --sweep-every', async () => {
		const mirror = await makeMirror(150);
		expect(await mirror.sync(...stale, '--sweep-every', '0')).toMatchObject({
			requested: 150,
			probe: null,
		});
	});

	it('sync --if-changed always retries failed ranges, even fresh ones', async () => {
		let broken: readonly string[] = [];
		const mirror = await makeMirror(150, ({ prefix, response }) => {
			if (!broken.includes(prefix)) return false;
			response.writeHead(404).end();
			return true;
		});
		broken = ['00007', '00070'];
		for (const prefix of mirror.server.ranges.keys()) change(mirror.server, prefix);
		const args = ['sync', '--source', mirror.server.url, '--store', mirror.store, '--json'];
		const run = await credcheck([...args, '--prefixes', '00000-00095', '--max-age', '0']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({ changed: 148, failed: 2, ended: 'INCOMPLETE' });

		broken = [];
		expect(await mirror.sync(...stale)).toMatchObject({ requested: 150, changed: 2 });
		broken = ['00007'];
		await credcheck([...args, '--prefixes', '00000-00095', '--max-age', '0']);
		broken = [];
		expect(await mirror.sync()).toMatchObject({ requested: 1, unchanged: 1, skipped: 149 });
	});

	it('sync --if-changed finishes an interrupted sweep before it trusts a probe again', async () => {
		let stop: (() => void) | undefined;
		const mirror = await makeMirror(150, ({ prefix }) => {
			if (prefix === '00080') stop?.();
			return false;
		});
		const before = blobsOf(mirror.store);
		for (const prefix of mirror.server.ranges.keys()) change(mirror.server, prefix);
		const args = ['sync', '--source', mirror.server.url, '--store', mirror.store];
		const cut = await credcheckBinary(
			[...args, '--prefixes', '00000-00095', '--concurrency', '1', '--max-age', '0'],
			{
				onStart: (child) => {
					stop = () => child.kill('SIGKILL');
				},
			},
		);
		expect(cut.code).toBe(null);
		stop = undefined;
		// The probe covers what the sweep had fetched; the rest is always requested.
		const left = [...blobsOf(mirror.store)].filter(([prefix, blob]) =>
			before.get(prefix)?.equals(blob),
		);
		const outcome = await mirror.sync(...stale);
		expect(outcome).toMatchObject({ changed: left.length });
		const probe = outcome['probe'] as { changed: number } | null;
		expect(probe?.changed ?? 0).toBe(0);
		const whole = join(temporaryFolder(), 'whole.sqlite');
		await credcheck([
			'sync',
			'--source',
			mirror.server.url,
			'--store',
			whole,
			'--prefixes',
			'00000-00095',
		]);
		expect(blobsOf(mirror.store)).toEqual(blobsOf(whole));
		expect(await mirror.sync(...stale)).toMatchObject({ requested: PROBES });
	});

	it('sync --if-changed does not probe when nothing could be skipped', async () => {
		const mirror = await makeMirror(60);
		expect(await mirror.sync(...stale)).toMatchObject({ requested: 60, probe: null });
	});

	it('--if-changed and --full cannot be combined', async () => {
		const run = await credcheck(['sync', '--full', '--if-changed']);
		expect(run.code).toBe(2);
		expect(run.stderr).toContain('--if-changed');
	});
});
