import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forEachRejected, RejectedRows } from '../../../src/match/keys/rejected-rows.ts';
import { REJECT_REASONS, type RejectReason } from '../../../src/table/reject-reasons.ts';

/** Other rows before each rejected one. */
const gaps = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 300 }), fc.nat({ max: 70_000 }));
const rejections = fc.array(fc.tuple(gaps, fc.constantFrom(...REJECT_REASONS)), { maxLength: 200 });

it('rejected rows are read as they were added, and take no more bytes than there are rows', () => {
	fc.assert(
		fc.property(rejections, (given) => {
			const rows: [number, RejectReason][] = [];
			let row = 0;
			for (const [others, reason] of given) {
				row += others;
				rows.push([row, reason]);
				row += 1;
			}
			const rejected = new RejectedRows(row);
			for (const own of rows) rejected.add(...own);
			const bytes = rejected.takeInto(new Uint8Array(row));
			const read: [number, RejectReason][] = [];
			forEachRejected(bytes, (...own) => read.push(own));
			expect(read).toEqual(rows);
			expect(rejected.count).toBe(rows.length);
		}),
	);
});
