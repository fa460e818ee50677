import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gunzip, gunzipBytes, gzipFault, unbrotliBytes } from '../../src/source/gzip.ts';

const OPTIONS = { maxOutputLength: 1 << 20 };

/** Reads bytes in chunks of this size, as from a file. */
function readerOf(bytes: Buffer, size: number) {
	return async function* (start: number): AsyncGenerator<Buffer> {
		for (let at = start; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	};
}

/** The content as a stream and as a whole give it, or what is wrong with it: one answer. */
async function unzipped(bytes: Buffer, chunk: number): Promise<Buffer | string> {
	const both = [
		async () => {
			const chunks: Buffer[] = [];
			for await (const each of gunzip(readerOf(bytes, chunk), 1 << 16)) chunks.push(each);
			return Buffer.concat(chunks);
		},
		async () => gunzipBytes(bytes, OPTIONS),
	].map((unzip) => unzip().catch((error: unknown) => gzipFault(error) ?? 'no fault'));
	const [streamed, whole] = await Promise.all(both);
	expect(streamed).toEqual(whole);
	return streamed as Buffer | string;
}

const member = fc.uint8Array({ maxLength: 60 }).map((bytes) => gzipSync(bytes));
const members = fc
	.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 })
	.map((contents) => ({
		bytes: Buffer.concat(contents.map((content) => gzipSync(content))),
		content: Buffer.concat(contents),
	}));
const padding = fc.nat(40).map((size) => Buffer.alloc(size));
const chunk = fc.integer({ min: 1, max: 200 });

it('all members are read, also empty ones, in any chunks, and NULs behind the last are padding', async () => {
	await fc.assert(
		fc.asyncProperty(members, padding, chunk, async ({ bytes, content }, pad, size) => {
			expect(await unzipped(Buffer.concat([bytes, pad]), size)).toEqual(content);
		}),
	);
});

it('whatever follows the padding is refused, even another member', async () => {
	const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((each) => Buffer.from(each));
	const rest = fc.oneof(member, bytes).filter((each) => each.some((byte) => byte !== 0));
	await fc.assert(
		fc.asyncProperty(members, padding, rest, chunk, async (own, pad, after, size) => {
			const whole = Buffer.concat([own.bytes, Buffer.alloc(1), pad, after]);
			expect(await unzipped(whole, size)).toBe('trailing_bytes');
		}),
	);
});

it('bytes that are no member are refused directly behind one, too', async () => {
	const bytes = fc
		.uint8Array({ minLength: 2, maxLength: 60 })
		.filter(([first, second]) => first !== 0 && (first !== 0x1f || second !== 0x8b));
	await fc.assert(
		fc.asyncProperty(members, bytes, chunk, async (own, after, size) => {
			const whole = Buffer.concat([own.bytes, after]);
			expect(await unzipped(whole, size)).toBe('trailing_bytes');
		}),
	);
});

it('a last member that was cut is refused as truncated, wherever it is cut', async () => {
	await fc.assert(
		fc.asyncProperty(members, member, fc.nat(), chunk, async (own, last, cut, size) => {
			const part = last.subarray(0, 1 + (cut % (last.length - 1)));
			expect(await unzipped(Buffer.concat([own.bytes, part]), size)).toBe('truncated');
		}),
	);
});

it('nothing may follow the data of brotli, not even padding', () => {
	const packed = brotliCompressSync('content');
	expect(unbrotliBytes(packed, OPTIONS).toString()).toBe('content');
	for (const rest of [Buffer.alloc(1), packed]) {
		expect(() => unbrotliBytes(Buffer.concat([packed, rest]), OPTIONS)).toThrow();
	}
});
