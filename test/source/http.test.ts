import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CredcheckError } from '../../src/errors.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { openHttp } from '../../src/source/http.ts';
import { type Exchange, startRangeServer } from '../support/range-server.ts';
import { madeUpRanges } from '../support/ranges.ts';

const NEVER = new AbortController().signal;

async function sourceOf(intervene?: (exchange: Exchange) => boolean) {
	const server = await startRangeServer(madeUpRanges(2), intervene);
	const source = openHttp(server.url, SHA1, { concurrency: 2 });
	onTestFinished(() => source.close());
	return { server, source };
}

/** Responds to every request in the same way. */
function always(answer: (response: Exchange['response']) => void) {
	return ({ response }: Exchange) => {
		answer(response);
		return true;
	};
}

describe('a range API', () => {
	it('the body of a range API is passed on as received, with its validators', async () => {
		const text = 'whatever it is';
		const { source } = await sourceOf(
			always((response) => {
				response.writeHead(200, {
					'content-encoding': 'br',
					etag: 'W/"0x8D"',
					'last-modified': 'Sat, 21 Nov 2026 00:30:00 GMT',
				});
				response.end(brotliCompressSync(text));
			}),
		);
		expect(await source.fetch(0, undefined, NEVER)).toEqual({
			kind: 'body',
			body: { bytes: new Uint8Array(brotliCompressSync(text)), encoding: 'br', form: 'suffix' },
			validators: { etag: 'W/"0x8D"', lastModified: 'Sat, 21 Nov 2026 00:30:00 GMT' },
		});
	});

	it('a range API gets its validators back unchanged, and may respond with 304', async () => {
		const { server, source } = await sourceOf(always((response) => response.writeHead(304).end()));
		const known = { etag: 'W/"0x8D"', lastModified: 'Sat, 21 Nov 2026 00:30:00 GMT' };
		expect(await source.fetch(1, known, NEVER)).toEqual({ kind: 'unchanged' });
		expect(server.requests[0]?.headers).toMatchObject({
			'if-none-match': known.etag,
			'if-modified-since': known.lastModified,
		});
	});

	it('a range API may not respond with 304 to a request without validators', async () => {
		const { source } = await sourceOf(always((response) => response.writeHead(304).end()));
		expect(await source.fetch(1, undefined, NEVER)).toMatchObject({
			kind: 'failed',
			reason: 'HTTP 304',
		});
	});

	it.each([
		[404, false],
		[204, false],
		[403, false],
		[429, true],
		[500, true],
		[502, true],
		[503, true],
	])('status %i from a range API is a failure, retried: %s', async (status, retry) => {
		const { source } = await sourceOf(always((response) => response.writeHead(status).end()));
		expect(await source.fetch(0, undefined, NEVER)).toMatchObject({
			kind: 'failed',
			reason: `HTTP ${status}`,
			retry,
		});
	});

	it.each([
		['in seconds', '7', 7000, 7000],
		['as a date', new Date(Date.now() + 30_000).toUTCString(), 25_000, 30_000],
		['as a date that is past', 'Sat, 01 Jan 2000 00:00:00 GMT', 0, 0],
	])('the wait that a range API requests %s is passed on', async (_how, header, least, most) => {
		const { source } = await sourceOf(
			always((response) => response.writeHead(429, { 'retry-after': header }).end()),
		);
		const reply = await source.fetch(0, undefined, NEVER);
		const afterMs = reply.kind === 'failed' ? reply.afterMs : undefined;
		expect(afterMs).toBeGreaterThanOrEqual(least);
		expect(afterMs).toBeLessThanOrEqual(most);
	});

	it('a redirect of a range API is not followed', async () => {
		const { server, source } = await sourceOf(({ prefix, response }) => {
			if (prefix !== '00000') return false;
			response.writeHead(302, { location: '/range/00001' }).end();
			return true;
		});
		expect(await source.fetch(0, undefined, NEVER)).toMatchObject({
			reason: 'HTTP 302',
			hint: expect.stringContaining('name the address that it redirects to'),
			retry: false,
		});
		expect(server.requests).toHaveLength(1);
	});

	it.each<[string, (response: Exchange['response']) => void]>([
		[
			'is shorter than its Content-Length',
			(response) => {
				response.writeHead(200, { 'content-length': 100 });
				response.write('0');
				response.socket?.end();
			},
		],
		[
			'is cut between chunks',
			(response) => {
				response.write('0');
				setImmediate(() => response.destroy());
			},
		],
		['never begins', () => {}],
		['begins and never ends', (response) => response.write('0')],
	])('a request to a range API may be retried when the body %s', async (_how, answer) => {
		const { source } = await sourceOf(always(answer));
		const reply = await source.fetch(0, undefined, NEVER, 300);
		expect(reply).toMatchObject({ kind: 'failed', retry: true });
	});

	it('a body longer than any range is not read to its end', async () => {
		const { source } = await sourceOf(
			always((response) => {
				const more = () => {
					while (response.write(Buffer.alloc(1 << 20)));
				};
				response.on('drain', more);
				more();
			}),
		);
		expect(await source.fetch(0, undefined, NEVER)).toEqual({
			kind: 'failed',
			reason: 'body too long',
			answered: true,
			retry: false,
		});
	});

	it('a body of unknown length is refused, since a cut would not show', async () => {
		const { source } = await sourceOf(({ response }) => {
			response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n00');
			return true;
		});
		expect(await source.fetch(0, undefined, NEVER)).toEqual({
			kind: 'failed',
			reason: 'body of unknown length',
			answered: true,
			retry: false,
		});
	});

	it.each([
		[
			'a transfer coding that is not chunked',
			'transfer-encoding: identity\r\n',
			'body of unknown length',
		],
		[
			'two encodings',
			'content-length: 2\r\ncontent-encoding: gzip\r\ncontent-encoding: br\r\n',
			'unknown content encoding',
		],
	])('a response is refused: %s', async (_what, headers, reason) => {
		const { source } = await sourceOf(({ response }) => {
			response.socket?.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n${headers}\r\n00`);
			return true;
		});
		const reply = await source.fetch(0, undefined, NEVER);
		expect(reply).toMatchObject({ kind: 'failed', reason: expect.stringContaining(reason) });
	});

	it('an aborted request ends at once', async () => {
		const stop = new AbortController();
		const { source } = await sourceOf(always(() => stop.abort()));
		expect(await source.fetch(0, undefined, stop.signal)).toMatchObject({ kind: 'failed' });
	});

	it.each([
		['http://example.com/range/', false],
		['http://192.168.0.1/', false],
		['https://user:secret@example.com/', false],
		['https://user:secret@example.com/', true],
		['https://example.com/range/#', true],
		['ftp://example.com/', true],
		['https://', true],
	])(
		'the URL %s (plain http allowed: %s) is refused without showing credentials',
		(url, allowHttp) => {
			const thrown = () => openHttp(url, SHA1, { concurrency: 1, allowHttp });
			expect(thrown).toThrow(expect.objectContaining({ code: 'USAGE' }) as CredcheckError);
			expect(thrown).toThrow(
				expect.objectContaining({ message: expect.not.stringContaining('secret') }),
			);
		},
	);

	it.each([
		['https://example.com/range', 'https://example.com/range/'],
		['https://example.com/?token=secret&prefix=', 'https://example.com/?…'],
		['http://localhost:8080/', 'http://localhost:8080/'],
		['http://[::1]/range/', 'http://[::1]/range/'],
	])('the URL %s has the name %s', (url, name) => {
		expect(openHttp(url, SHA1, { concurrency: 1 }).name).toBe(name);
	});
});
