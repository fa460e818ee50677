import { expect, it } from 'vitest';
import {
	describeCells,
	explainReason,
	isCellFault,
	REJECT_REASONS,
} from '../../src/table/reject-reasons.ts';

it('every reason for a rejected row is explained in one or two sentences', () => {
	for (const reason of REJECT_REASONS) expect(explainReason(reason)).toMatch(/^[A-Z0-9].{10,}\.$/);
	expect(explainReason('of_a_later_version')).toBeUndefined();
	expect(explainReason('toString')).toBeUndefined();
});

it('a description exists for each fault of a cell, but not for the other reasons', () => {
	const others = REJECT_REASONS.filter((reason) => !isCellFault(reason));
	expect(others).toEqual(['broken_quote', 'row_too_long', 'not_utf8', 'not_json', 'ragged_row']);
	for (const reason of REJECT_REASONS.filter(isCellFault)) {
		expect(describeCells(reason)).toMatch(/^(are|look like) /);
	}
});
