import { describe, expect, it } from 'vitest';
import { PREFIX_COUNT } from '../../../src/range/prefix.ts';
import { planSync } from '../../../src/sync/plan/plan.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

/** Plans a sync of ranges that were last checked at these times, or are missing where undefined. */
function plan(
	hoursAgo: readonly (number | undefined)[],
	maxAgeHours: number,
	sweepHours: number,
	failed: readonly number[] = [],
	interruptedHoursAgo = Number.POSITIVE_INFINITY,
) {
	const checkTimes = new Float64Array(PREFIX_COUNT);
	for (const [prefix, hours] of hoursAgo.entries()) {
		checkTimes[prefix] = hours === undefined ? 0 : NOW - hours * HOUR;
	}
	const store = {
		checkTimes: () => checkTimes,
		failures: () => failed.map((prefix) => ({ prefix, reason: '', since: 0, triedAt: 0 })),
	};
	return planSync(store, {
		prefixes: hoursAgo.keys(),
		now: NOW,
		interruptedAt: NOW - interruptedHoursAgo * HOUR,
		maxAgeMs: maxAgeHours * HOUR,
		sweepEveryMs: sweepHours * HOUR,
	});
}

describe('the plan of a sync', () => {
	it('a sync skips fresh ranges, and requests old and missing ones', () => {
		expect(plan([1, 11.9, 12, 300, undefined], 12, 0)).toEqual({
			required: [2, 3, 4],
			optional: [],
			fresh: 2,
			missing: 1,
		});
	});

	it('a sync separates ranges that a probe may skip from those past the sweep interval', () => {
		expect(plan([1, 24, 167, 168, undefined], 12, 168)).toEqual({
			required: [3, 4],
			optional: [1, 2],
			fresh: 1,
			missing: 1,
		});
	});

	it('a sync retries failed ranges, however fresh their stored copies are', () => {
		expect(plan([1, 24, 24], 12, 168, [0, 2])).toMatchObject({
			required: [0, 2],
			optional: [1],
			fresh: 0,
		});
	});

	it('a probe cannot skip ranges that an interrupted sweep had not reached', () => {
		expect(plan([1, 23, 24, 25], 12, 168, [], 24)).toMatchObject({
			required: [3],
			optional: [1, 2],
			fresh: 1,
		});
	});

	it('no range is fresh at an age of 0, or when its check is dated in the future', () => {
		expect(plan([0, 0.1], 0, 0)).toMatchObject({ required: [0, 1], fresh: 0 });
		expect(plan([-0.1, -9000], 12, 168)).toMatchObject({ required: [0, 1], fresh: 0, missing: 0 });
	});
});
