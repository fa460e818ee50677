import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readContent } from '../../../src/output/folder/read-back.ts';
import { openEncoder } from '../../../src/output/list-encoder.ts';
import { temporaryFolder } from '../../support/temporary.ts';

it('lines are counted as rows that were written, whatever is in their cells', async () => {
	const path = join(temporaryFolder(), 'list.csv');
	const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r', ',', 'é') });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(cell, cell)), fc.boolean(), async (rows, plain) => {
			const encoder = openEncoder(['id', 'note'], { plain, splitRows: undefined });
			encoder.begin();
			for (const cells of rows) {
				for (const own of cells) encoder.text(own);
				encoder.endRow();
			}
			writeFileSync(path, encoder.take().bytes);
			expect((await readContent(path, 0, true)).lines).toBe(rows.length + 1);
		}),
	);
});

it('a file is read whole, whatever its size, and its head as far as it goes', async () => {
	const path = join(temporaryFolder(), 'list.csv');
	const text = `id\n${'"x\ny",1\n'.repeat(300_000)}`;
	writeFileSync(path, text);
	const content = await readContent(path, 4, true);
	expect(content).toMatchObject({ bytes: text.length, lines: 300_001 });
	expect(Buffer.from(content.head).toString()).toBe('id\n"');
	expect(Buffer.from((await readContent(path, 1e8, true)).head).toString()).toBe(text);
});
