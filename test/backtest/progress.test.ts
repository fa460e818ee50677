import { describe, expect, it } from 'vitest';
import { ProgressTracker, receivingProgress } from '../../src/backtest/progress.ts';

/** A tracker with a clock that only `wait` moves. */
function trackerOf(size: number) {
	let now = 1000;
	const tracker = new ProgressTracker(size, false, () => now);
	const wait = (seconds: number) => {
		now += seconds * 1000;
		return tracker;
	};
	return { wait };
}

describe('the time left', () => {
	it('the time left is estimated from the pace of the phases so far', () => {
		const { wait } = trackerOf(1000);
		wait(10).read(500, 1000);
		// Half of the join took 20 s, so the other half will too; then the lists are written.
		const half = wait(20).joined(0.5);
		const lists = 0.8 * 10;
		expect(half.secondsLeft).toBeCloseTo(20 + lists);
		expect(half.done).toBeCloseTo(30 / (30 + 20 + lists));
		expect(wait(20).joined(1).secondsLeft).toBeCloseTo(lists);
		expect(wait(1).listed('writing', 250, 500).secondsLeft).toBeCloseTo(1);
		expect(wait(1).listed('writing', 500, 1000)).toMatchObject({ secondsLeft: 0, done: 1 });
	});

	it('the time left includes further passes when the table takes more than one batch', () => {
		const { wait } = trackerOf(1000);
		wait(10).read(100, 250);
		const joined = wait(10).joined(1);
		// Reading, joining and writing the other three quarters, writing this quarter, and four more passes.
		expect(joined.secondsLeft).toBeCloseTo(30 + 30 + 0.8 * 40 + 4 * 40 + 2 * 0.6 * 40);
	});

	it('the time left is unknown while a stream is received', () => {
		expect(receivingProgress(1000)).toMatchObject({
			phase: 'receiving',
			bytes: 1000,
			done: undefined,
			secondsLeft: undefined,
		});
	});
});

it('the pace is that of the current phase, in rows per second', () => {
	const { wait } = trackerOf(1000);
	expect(wait(2).read(300, 100).rowsPerSecond).toBe(150);
	expect(wait(2).read(900, 1000).rowsPerSecond).toBe(225);
	expect(wait(1).joined(0.5)).toMatchObject({ rows: 450, rowsPerSecond: 450 });
});

it('progress never goes backwards', () => {
	const { wait } = trackerOf(1000);
	let done = 0;
	const check = (progress: { done: number | undefined }) => {
		expect(progress.done).toBeGreaterThanOrEqual(done);
		done = progress.done ?? 0;
	};
	check(wait(1).read(100, 500));
	check(wait(1).joined(0.1));
	check(wait(100).joined(0.2));
	check(wait(1).read(200, 1000));
	check(wait(100).counted(0, 5, 100, 500));
});
