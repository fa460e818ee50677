import { expect, it } from 'vitest';
import {
	describeCells,
	describeReason,
	explainReason,
	isCellFault,
	REJECT_REASONS,
	remedyOf,
} from '../../src/table/reject-reasons.ts';

it('every reason for a rejected row is explained, with what to do about it', () => {
	for (const reason of REJECT_REASONS) {
		expect(explainReason(reason)).toMatch(/^[A-Z0-9].{10,}\.$/);
		expect(remedyOf(reason)).toMatch(/^[a-z].{10,}[^.]$/);
		expect(describeReason(reason)).toContain(explainReason(reason));
		expect(describeReason(reason)).toMatch(/\. [A-Z][^.]{10,}.*\.$/);
	}
	for (const other of ['of_a_later_version', 'toString']) {
		expect(explainReason(other)).toBeUndefined();
		expect(remedyOf(other)).toBeUndefined();
		expect(describeReason(other)).toBeUndefined();
	}
});

it('a description exists for each fault of a cell, but not for the other reasons', () => {
	const others = REJECT_REASONS.filter((reason) => !isCellFault(reason));
	expect(others).toEqual([
		'broken_quote',
		'row_too_long',
		'several_rows',
		'cut_off',
		'not_utf8',
		'ragged_row',
		'not_json',
		'cleartext_password',
		'unreadable_line',
	]);
	for (const reason of REJECT_REASONS.filter(isCellFault)) {
		expect(describeCells(reason)).toMatch(/^(are|look like|have|contain) /);
	}
});
