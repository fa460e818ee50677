import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CmacBatch, TAG_BYTES } from '../../src/history/aes-cmac.ts';
import { cmac } from '../support/cmac.ts';
import { runs } from '../support/thorough.ts';

const NO_WORDS = new Uint32Array();

/** RFC 4493, section 4. */
const KEY = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
const MESSAGE = Buffer.from(
	'6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
	'hex',
);
const TAGS: readonly (readonly [length: number, tag: string])[] = [
	[0, 'bb1d6929e95937287fa37d129b756746'],
	[16, '070a16b46b4d4144f79bdd9dd04a287c'],
	[40, 'dfa66747de9ae63030ca32611497c827'],
	[64, '51f0bebf7e3b9d92fc49741779363cfe'],
];

function tagAt(tags: Buffer, index: number): string {
	return tags.toString('hex', index * TAG_BYTES, (index + 1) * TAG_BYTES);
}

it('the tags are those of RFC 4493', () => {
	const batch = new CmacBatch(KEY, TAGS.length);
	for (const [length] of TAGS) batch.add(NO_WORDS, MESSAGE, 0, length);
	for (const [index, [length, tag]] of TAGS.entries()) {
		expect(tagAt(batch.tags(), index)).toBe(tag);
		expect(cmac(KEY, MESSAGE.subarray(0, length)).toString('hex')).toBe(tag);
	}
});

it('a message of any length has the tag that it has alone, in batches of any size', () => {
	const bytes = (constraints: fc.IntArrayConstraints) =>
		fc.uint8Array(constraints).map((own) => Buffer.from(own));
	const message = fc.record({
		head: fc.uint32Array({ maxLength: 5 }),
		rest: bytes({ maxLength: 100, size: 'max' }),
		// Now and then more than fits into a batch.
		repeated: fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.nat({ max: 400 })),
		endsBatch: fc.boolean(),
	});
	fc.assert(
		fc.property(bytes({ minLength: 16, maxLength: 16 }), fc.array(message), (key, messages) => {
			const batch = new CmacBatch(key, messages.length);
			const expected = messages.map(({ head, rest, repeated, endsBatch }, index) => {
				const own = Buffer.concat(Array.from({ length: repeated }, () => rest));
				const around = Buffer.concat([Buffer.from('before'), own, Buffer.from('after')]);
				expect(batch.add(head, around, 6, 6 + own.length)).toBe(index);
				if (endsBatch) batch.tags();
				const words = Buffer.alloc(head.length * 4);
				for (const [word, value] of head.entries()) words.writeUInt32BE(value, word * 4);
				return cmac(key, Buffer.concat([words, own])).toString('hex');
			});
			const tags = batch.tags();
			expect(messages.map((_, index) => tagAt(tags, index))).toEqual(expected);
		}),
		{ numRuns: runs(500) },
	);
});

it('thousands of messages have the tags that each has alone, also after a long one', () => {
	const batch = new CmacBatch(KEY, 5000);
	const ids = Array.from({ length: 5000 }, (_, row) =>
		Buffer.from(`${row}`.repeat(row === 1000 ? 50_000 : 1 + (row % 7))),
	);
	for (const id of ids) batch.add(NO_WORDS, id, 0, id.length);
	const tags = batch.tags();
	expect(ids.map((_, index) => tagAt(tags, index))).toEqual(
		ids.map((id) => cmac(KEY, id).toString('hex')),
	);
});
