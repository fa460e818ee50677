import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { PAGE_BYTES } from '../../src/store/schema.ts';
import { sync } from '../../src/sync/sync.ts';
import { verify } from '../../src/verify/verify.ts';
import { madeUpRanges, writeRangeFolder } from '../support/ranges.ts';
import { flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Ranges that take several pages. */
const RANGES = madeUpRanges(12, 300);

async function makeStore() {
	const folder = temporaryFolder();
	const store = join(folder, 'store.sqlite');
	const source = writeRangeFolder(join(folder, 'ranges'), RANGES);
	await sync({ store, source });
	return { store, source };
}

/** The first pages below the root of the tree of ranges. */
function leavesOfRanges(path: string, bytes: Buffer): number[] {
	const database = openDatabase(path, { readonly: true });
	const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'ranges'";
	const root = database.prepare(sql).pluck().get() as number;
	database.close();
	const page = bytes.subarray((root - 1) * PAGE_BYTES, root * PAGE_BYTES);
	const cells = Array.from({ length: page.readUInt16BE(3) }, (_, cell) => cell);
	return cells.map((cell) => page.readUInt32BE(page.readUInt16BE(12 + cell * 2)));
}

function copyPage(from: Buffer, page: number, to: Buffer, at: number): void {
	from.copy(to, (at - 1) * PAGE_BYTES, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
}

describe('a store whose pages do not fit together', () => {
	it.each([
		['exchanged', true],
		['one on the place of another', false],
	])(
		'two pages of ranges, %s, are damage to verify, and neither --repair nor sync writes to it',
		async (_, isExchange) => {
			const { store, source } = await makeStore();
			const bytes = readFileSync(store);
			const [first = 0, second = 0] = leavesOfRanges(store, bytes);
			const damaged = Buffer.from(bytes);
			copyPage(bytes, first, damaged, second);
			if (isExchange) copyPage(bytes, second, damaged, first);
			writeFileSync(store, damaged);

			const found = await verify({ store });
			expect(found).toMatchObject({ checked: 12, damagedTables: ['ranges'] });
			expect(found.damaged).toEqual([...new Set(found.damaged)]);
			expect(found.damaged.length).toBeGreaterThan(0);
			await expect(verify({ store, repairFrom: source })).rejects.toMatchObject({
				code: 'INCOMPLETE',
				message: expect.stringContaining('its ranges are out of order'),
				hint: expect.stringContaining('delete it and run credcheck sync again'),
			});
			expect(readFileSync(store).equals(damaged)).toBe(true);
			await expect(sync({ store, source, maxAgeMs: 0, full: true })).rejects.toMatchObject({
				code: 'INCOMPLETE',
				hint: expect.stringContaining('credcheck verify --repair'),
			});
			expect(await verify({ store })).toMatchObject({ checked: 12, damaged: found.damaged });
		},
	);

	it('what a repair cannot mend is no success', async () => {
		const { store, source } = await makeStore();
		flipBit(store, 3, 20);
		const bytes = readFileSync(store);
		// How many pages are free.
		bytes.writeUInt32BE(bytes.readUInt32BE(36) + 1, 36);
		writeFileSync(store, bytes);
		await expect(verify({ store, repairFrom: source })).rejects.toMatchObject({
			code: 'INCOMPLETE',
			message: expect.stringContaining('its pages do not fit together'),
		});
	});
});
