/** Well-formed bodies that belong to another range, or lack most of their lines. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerWith } from '../support/broken-answers.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { ALL, blobsFor, LINES, makeMirror, textOf } from '../support/mirror.ts';
import { type Exchange, startRangeServer } from '../support/range-server.ts';
import { dumpText, madeUpRanges, writeRangeFolder } from '../support/ranges.ts';
import { blobsOf } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('a range that has the body of another', () => {
	/** The range with an extra first line, with which no stored range begins. */
	const grown = (prefix: string) => `${'0'.repeat(34)}1:1\r\n${textOf(prefix)}`;

	it('a sync refuses a stored range whose new body belongs to another range', async () => {
		const mirror = await makeMirror();
		mirror.server.ranges.set('00007', grown('00007'));
		mirror.breakWith(({ prefix, response }) => {
			// With one request at a time, the missing range arrives first, and is stored before the other.
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

	it('a late 304 does not restore a range that was withdrawn', async () => {
		const waiting: Exchange['response'][] = [];
		const server = await startRangeServer(new Map([['00001', textOf('00001')]]), (exchange) => {
			if (exchange.prefix === '00003') for (const late of waiting) late.writeHead(304).end();
			if (exchange.prefix !== '00002') return false;
			// First the body of 00001; to the second request, "not modified".
			if (exchange.attempt === 1) answerWith(grown('00001'), { etag: '"2"' })(exchange.response);
			else waiting.push(exchange.response);
			return true;
		});
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['sync', '--source', server.url, '--store', store, '--max-age', '0', '--json'];
		await credcheck([...args, '--prefixes', '00001']);
		server.ranges.set('00001', grown('00001'));
		await credcheck([...args, '--prefixes', '00002']);
		// Two at a time: 00003 is requested after 00001 arrived, and only then is 00002 answered.
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

	it('a sync recognizes the body of another range although its counts differ', async () => {
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

	it('sync --trust-source repairs a range that was stored with the body of another', async () => {
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
	it('a range that came before there were others to compare it with is withdrawn once there are', async () => {
		const ranges = madeUpRanges(100, LINES);
		const text = ranges.get('00005') ?? '';
		ranges.set('00005', text.split('\r\n').slice(0, 50).join('\r\n'));
		const folder = temporaryFolder();
		const [source, store] = [join(folder, 'dump'), join(folder, 'store.sqlite')];
		writeFileSync(source, dumpText(ranges));
		const run = await credcheck(['sync', '--source', source, '--store', store, '--json']);
		expect(run.code).toBe(3);
		expect(onlyJson(run.stdout)).toMatchObject({
			changed: 99,
			// It depends on which ranges came first.
			failures: [
				{
					prefix: '00005',
					reason: expect.stringMatching(/^only 50 hashes where other ranges have 1(?:19|20)$/),
				},
			],
		});
		expect(blobsOf(store).has(5)).toBe(false);
	});

	it('--trust-source compares ranges with others of the same run, not with what is stored', async () => {
		const store = join(temporaryFolder(), 'store.sqlite');
		const syncOf = async (lines: number, ...flags: string[]) => {
			const ranges = madeUpRanges(80, lines, lines);
			ranges.set('00048', [...(ranges.get('00048') ?? '').split('\r\n')].slice(0, 30).join('\r\n'));
			const source = writeRangeFolder(join(temporaryFolder(), 'ranges'), ranges);
			const args = ['sync', '--source', source, '--store', store, '--json', '--max-age', '0'];
			return onlyJson((await credcheck([...args, ...flags])).stdout);
		};
		expect(await syncOf(1000)).toMatchObject({ changed: 79, failedPrefixes: ['00048'] });
		expect(await syncOf(200)).toMatchObject({ changed: 0, failed: 80 });
		expect(await syncOf(200, '--trust-source')).toMatchObject({
			changed: 79,
			failedPrefixes: ['00048'],
		});
	});

	it('the first sync refuses a range that is much smaller than the others', async () => {
		const ranges = madeUpRanges(100, LINES);
		const text = ranges.get('00060') ?? '';
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

describe('a source that returns the same body for every range', () => {
	it('a sync stores nothing from a source that returns the same body for every range', async () => {
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
