/** Bad responses: each affects only its own range. */

import { gzipSync } from 'node:zlib';
import { describe, it } from 'vitest';
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
import {
	BROKEN_NEW,
	BROKEN_STORED,
	brokenAs,
	expectRefused,
	LINES,
	linesOf,
	makeMirror,
	textOf,
} from '../support/mirror.ts';
import type { Exchange } from '../support/range-server.ts';

const BOMB = gzipSync(Buffer.alloc(17 << 20, '0'));
const PORTAL = '<!doctype html>\n<title>Welcome to the hotel network</title>';

describe('bad responses', () => {
	it.each<[string, (prefix: string) => (response: Exchange['response']) => void, RegExp]>([
		[
			'a body shorter than its Content-Length',
			(prefix) => cut(textOf(prefix), 'length'),
			/closed during the response|shorter/,
		],
		[
			'chunks without an end',
			(prefix) => cut(textOf(prefix), 'chunks'),
			/closed during the response/,
		],
		['gzip cut in the middle', (prefix) => cutInsideGzip(textOf(prefix)), /^gzip body cut short/],
		[
			'gzip cut by the end of the connection',
			(prefix) => cutUnframed(gzipSync(textOf(prefix)), 'gzip'),
			/body of unknown length/,
		],
		[
			'text cut by the end of the connection',
			(prefix) => cutUnframed(textOf(prefix), 'identity'),
			/body of unknown length/,
		],
		['the page of a captive portal', () => answerWith(PORTAL), /an HTML page/],
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
			/it has NTLM hashes, but the store has SHA-1/,
		],
		[
			'some NTLM lines',
			(prefix) =>
				answerWith(
					linesOf(prefix)
						.map((line, index) => (index === 50 ? line.slice(8) : line))
						.join('\r\n'),
				),
			/it has NTLM hashes, but the store has SHA-1/,
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
		['status 502 every time', () => answerStatus(502), /HTTP 502/],
		['a reset', () => reset, /closed during the response/],
		[
			'a gzip bomb',
			() => answerWith(BOMB, { 'content-encoding': 'gzip' }),
			/decompresses to more than any range/,
		],
	])(
		'a sync refuses a bad response, keeps the stored range, and recovers in the next run: %s',
		async (_what, answerFor, reason) => {
			await expectRefused(await makeMirror(), brokenAs(answerFor), { reason });
		},
	);

	it.each<[string, (prefix: string) => (response: Exchange['response']) => void]>([
		['no response at all', () => neverAnswer],
		['a byte every 200 ms', (prefix) => trickle(textOf(prefix), 200)],
	])('--timeout ends a request that receives %s', async (_what, answerFor) => {
		// With the default of two minutes, the test would time out.
		await expectRefused(await makeMirror(), brokenAs(answerFor), {
			flags: ['--timeout', '2s'],
			reason: /no complete response within/,
		});
	});

	it('a sync refuses status 304 to an unconditional request', async () => {
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

	it('a sync refuses status 304 for a missing range', async () => {
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

	it('a sync refuses a range that lost half of its stored lines', async () => {
		const mirror = await makeMirror();
		const half = linesOf(BROKEN_STORED).slice(0, LINES / 2);
		await expectRefused(
			mirror,
			({ prefix, response }) => {
				if (prefix !== BROKEN_STORED) return false;
				answerWith(half.join('\r\n'))(response);
				return true;
			},
			{ failed: [BROKEN_STORED], reason: /only 60 hashes where 120 are stored/ },
		);
	});

	it('a sync refuses two ranges that have the same new body', async () => {
		const mirror = await makeMirror();
		const other: Record<string, string> = { [BROKEN_STORED]: '00004', [BROKEN_NEW]: '0000A' };
		await expectRefused(
			mirror,
			brokenAs((prefix) => answerWith(textOf(other[prefix] as string))),
			{
				failed: [BROKEN_STORED, BROKEN_NEW, '0000A'],
				reason: /^it has only 0 of the 120 stored hashes|^the same body as 0000[9A]$/,
			},
		);
	});

	it('a sync refuses a range that has the body of another stored range', async () => {
		const mirror = await makeMirror();
		await expectRefused(
			mirror,
			brokenAs(() => answerWith(textOf('00005'))),
			{
				reason: /^it has only 0 of the 120 stored hashes|^the same body as 00005$/,
			},
		);
	});
});
