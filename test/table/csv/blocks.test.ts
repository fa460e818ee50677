import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BufferShelf, type CutOptions, cutBlocks } from '../../../src/table/csv/blocks.ts';
import { MAX_ROW_BYTES } from '../../../src/table/csv/row-scanner.ts';
import { inMemory } from '../../../src/table/input/table-reader.ts';

const COMMA = { delimiter: ',', emptyLinesAreRows: false } as const;
const TABLE = Buffer.from(
	Array.from({ length: 500 }, (_, row) => `${row},"note ${row}\nof two lines"\n`).join(''),
);

async function blocksOf(
	content: Buffer,
	options: CutOptions,
): Promise<{ start: number; text: string }[]> {
	const all = [];
	for await (const { bytes, start, release } of cutBlocks(
		inMemory('table', content).read(options.start),
		COMMA,
		options,
	)) {
		expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
		all.push({ start, text: bytes.toString() });
		release();
	}
	return all;
}

it('blocks consist of whole rows, quoted line ends included, and together make up the table', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), async (blockBytes) => {
			const blocks = await blocksOf(TABLE, { blockBytes });
			expect(blocks.map(({ text }) => text).join('')).toBe(TABLE.toString());
			let start = 0;
			for (const block of blocks) {
				expect(block.start).toBe(start);
				start += block.text.length;
				expect(block.text).toMatch(/^(\d+,"note \d+\nof two lines"\n)+$/);
				expect(block.text.length).toBeLessThanOrEqual(Math.max(blockBytes, 64));
			}
		}),
		{ numRuns: 100 },
	);
});

it('blocks are the same for a pass that starts inside the table, in new or reused memory', async () => {
	const shelf = new BufferShelf();
	const start = TABLE.indexOf('\n7,') + 1;
	const rest = await blocksOf(TABLE.subarray(start), { blockBytes: 300 });
	for (let times = 0; times < 3; times += 1) {
		const again = await blocksOf(TABLE, { blockBytes: 300, start, shelf });
		expect(again).toEqual(rest.map((block) => ({ ...block, start: block.start + start })));
	}
});

it('the memory of a block is reused only after its release', async () => {
	const shelf = new BufferShelf();
	const kept = [];
	const buffers = new Set<ArrayBufferLike>();
	for await (const { bytes, start, release } of cutBlocks(inMemory('table', TABLE).read(), COMMA, {
		blockBytes: 1000,
		shelf,
	})) {
		buffers.add(bytes.buffer);
		if (kept.length < 3) kept.push({ bytes, start, text: bytes.toString() });
		else release();
	}
	for (const { bytes, start, text } of kept) {
		expect(bytes.toString()).toBe(text);
		expect(TABLE.toString('utf8', start, start + text.length)).toBe(text);
	}
	expect(buffers.size).toBe(5);
});

it('a quote that is never closed makes a block no larger than shows that its row is too long', async () => {
	const content = Buffer.from(`\uFEFF"${'1234567890\n'.repeat(200_000)}`);
	const blocks = await blocksOf(content, { blockBytes: 200_000 });
	const longest = Math.max(...blocks.map(({ text }) => text.length));
	expect(longest).toBeGreaterThan(200_000);
	expect(longest).toBeLessThanOrEqual(MAX_ROW_BYTES + 4);
});
