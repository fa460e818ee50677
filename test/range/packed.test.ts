import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashKind, NTLM, SHA1, suffixDigits } from '../../src/range/kind.ts';
import {
	CountReader,
	commonSuffixes,
	type PackedRange,
	viewPacked,
} from '../../src/range/packed.ts';
import { packText } from '../../src/range/wire.ts';
import { unpackText } from '../support/unpack-text.ts';

const PREFIX = 0xabcde;
const MAX_COUNT = 2 ** 53 - 1;

/** Counts of every length in bytes, and those around each boundary. */
const anyCount = fc.oneof(
	fc.integer({ min: 1, max: 300 }),
	fc.integer({ min: 1, max: MAX_COUNT }),
	fc
		.tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom(-1, 0, 1))
		.map(([bytes, step]) => 128 ** bytes + step),
	fc.constant(MAX_COUNT),
);

/** The blob of a range whose suffixes are 0, 1, 2 and so on. */
function blobOf(kind: HashKind, counts: readonly number[]): Uint8Array<ArrayBuffer> {
	const lines = counts.map((count, row) => {
		return `${row.toString(16).toUpperCase().padStart(suffixDigits(kind), '0')}:${count}`;
	});
	const result = packText(Buffer.from(lines.join('\n')), PREFIX, kind);
	if (!result.ok) throw new Error(result.fault);
	return result.packed;
}

function view(kind: HashKind, blob: Uint8Array): PackedRange {
	const range = viewPacked(kind, PREFIX, blob);
	if (range === undefined) throw new Error('not a packed range');
	return range;
}

describe('counts', () => {
	it('counts from 1 to 2^53 - 1 can be read in ascending order of index, with gaps and repeats', () => {
		const reads = fc.array(anyCount, { minLength: 1, maxLength: 40 }).chain((counts) =>
			fc.record({
				counts: fc.constant(counts),
				rows: fc.array(fc.nat(counts.length - 1)).map((rows) => rows.toSorted((a, b) => a - b)),
			}),
		);
		fc.assert(
			fc.property(reads, ({ counts, rows }) => {
				const reader = new CountReader(view(SHA1, blobOf(SHA1, counts)));
				expect(rows.map((row) => reader.at(row))).toEqual(rows.map((row) => counts[row]));
			}),
		);
	});
});

describe('the blob', () => {
	it('a blob has the documented layout, since a store outlives the program', () => {
		const text = [
			'00000001000000020030000000400000005:1',
			'123456789ABCDEF01112233445566778899:300',
		].join('\r\n');
		const packed = packText(Buffer.from(text), PREFIX, SHA1);
		expect(packed).toMatchObject({ ok: true, hashes: 2 });
		const expected = [
			'02 01 0000 debc0a00',
			'02000000',
			'01000000 78563412',
			'02000000 f0debc9a',
			'04000000 55443322',
			'05000000 99887766',
			'0300 1101',
			'01 ac02',
		];
		expect(Buffer.from(packed.ok ? packed.packed : []).toString('hex')).toBe(
			expected.join('').replaceAll(' ', ''),
		);
	});

	const anyBlob = fc
		.tuple(fc.constantFrom(SHA1, NTLM), fc.array(anyCount, { minLength: 1, maxLength: 9 }))
		.map(([kind, counts]) => ({ kind, blob: blobOf(kind, counts), size: counts.length }));

	/** The same bytes, at `offset` in a larger buffer. */
	function moved(blob: Uint8Array, offset: number): Uint8Array<ArrayBuffer> {
		const memory = new Uint8Array(offset + blob.length + 5).fill(0xff);
		memory.set(blob, offset);
		return memory.subarray(offset, offset + blob.length);
	}

	it('a blob is read the same at any offset in memory', () => {
		fc.assert(
			fc.property(anyBlob, fc.nat(7), ({ kind, blob }, offset) => {
				const range = view(kind, moved(blob, offset));
				expect(unpackText(range, 0)).toBe(unpackText(view(kind, blob), 0));
			}),
		);
	});

	it('a blob in a Buffer is read the same at any offset in memory', () => {
		fc.assert(
			fc.property(anyBlob, fc.nat(7), ({ kind, blob }, offset) => {
				const { buffer, byteOffset, byteLength } = moved(blob, offset);
				const range = view(kind, Buffer.from(buffer, byteOffset, byteLength));
				expect(unpackText(range, 0)).toBe(unpackText(view(kind, blob), 0));
			}),
		);
	});

	it('an aligned blob is read without a copy', () => {
		const blob = blobOf(SHA1, [1, 2, 3]);
		expect(view(SHA1, blob).lead.buffer).toBe(blob.buffer);
	});

	it('a blob that is too short for its columns and counts is refused', () => {
		fc.assert(
			fc.property(anyBlob, fc.oneof(fc.nat(12), fc.nat()), ({ kind, blob, size }, at) => {
				const least = 12 + size * (kind.bytes - 2 + 1);
				expect(viewPacked(kind, PREFIX, blob.slice(0, least))).toBeDefined();
				expect(viewPacked(kind, PREFIX, blob.slice(0, at % least))).toBeUndefined();
			}),
		);
	});

	it('a blob of another kind of hash is refused', () => {
		fc.assert(
			fc.property(anyBlob, ({ kind, blob }) => {
				expect(viewPacked(kind === SHA1 ? NTLM : SHA1, PREFIX, blob)).toBeUndefined();
			}),
		);
	});

	it.each([
		['of another format', 0, [1]],
		['of another prefix', 6, [0x0b]],
		['of no suffixes', 8, [0, 0, 0, 0]],
		['of more suffixes than it has bytes', 8, [0xff, 0xff, 0xff, 0xff]],
	])('a blob is refused when its header is %s', (_, at, bytes) => {
		const blob = blobOf(SHA1, [1, 2, 3]);
		blob.set(bytes, at);
		expect(viewPacked(SHA1, PREFIX, blob)).toBeUndefined();
	});
});

describe('two ranges', () => {
	/** Suffixes that differ in a single digit, so that columns are equal up to any digit. */
	const suffixes = fc.uniqueArray(
		fc
			.tuple(fc.nat(34), fc.constantFrom('0', '1', '2'))
			.map(([at, digit]) => '1'.repeat(at) + digit + '1'.repeat(34 - at)),
		{ minLength: 1, maxLength: 40 },
	);
	const rangeOf = (of: readonly string[]) => {
		const text = of
			.toSorted()
			.map((suffix) => `${suffix}:1`)
			.join('\n');
		const result = packText(Buffer.from(text), PREFIX, SHA1);
		if (!result.ok) throw new Error(result.fault);
		return view(SHA1, result.packed);
	};

	it('the suffixes that two ranges have in common are counted', () => {
		fc.assert(
			fc.property(suffixes, suffixes, (some, others) => {
				const both = some.filter((suffix) => others.includes(suffix));
				expect(commonSuffixes(rangeOf(some), rangeOf(others))).toBe(both.length);
			}),
		);
	});
});
