import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../../src/range/kind.ts';
import type { BodyEncoding } from '../../../src/source/source.ts';
import { packBody } from '../../../src/sync/fetch/pack-task.ts';
import { madeUpRanges } from '../../support/ranges.ts';

const [TEXT] = madeUpRanges(1, 50).values() as Iterable<string>;

function pack(bytes: Buffer, encoding: BodyEncoding) {
	const body = { bytes: new Uint8Array(bytes), encoding, form: 'suffix' } as const;
	return packBody({ prefix: 0, kind: SHA1, body, storePath: undefined });
}

describe('packing a body', () => {
	it('a body is packed into the same range whatever its encoding', () => {
		const plain = Buffer.from(TEXT as string);
		const expected = pack(plain, 'identity');
		expect(expected).toMatchObject({ kind: 'changed', hashes: 50 });
		expect(pack(gzipSync(plain), 'gzip')).toEqual(expected);
		expect(pack(brotliCompressSync(plain), 'br')).toEqual(expected);
	});

	it.each<[string, Buffer, BodyEncoding, string]>([
		['gzip cut short', gzipSync(TEXT as string).subarray(0, -9), 'gzip', 'gzip body cut short'],
		[
			'brotli cut short',
			brotliCompressSync(TEXT as string).subarray(0, -9),
			'br',
			'br body cut short',
		],
		['a page labelled gzip', Buffer.from('<html>'), 'gzip', 'body is not gzip'],
		['a page', Buffer.from('<html>'), 'identity', 'an HTML page, not range data'],
		[
			'a gzip bomb',
			gzipSync(Buffer.alloc(64 << 20)),
			'gzip',
			'body decompresses to more than any range',
		],
		['nothing', Buffer.alloc(0), 'identity', 'empty body'],
	])('a body that cannot be packed is refused: %s', (_what, bytes, encoding, reason) => {
		expect(pack(bytes, encoding)).toEqual({ kind: 'refused', reason });
	});
});
