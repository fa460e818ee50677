import { describe, expect, it } from 'vitest';
import { OutageWatch } from '../../src/sync/outage.ts';

/** How many failures in a row it takes, at most 5,000. */
function patience(watch: OutageWatch, answered: boolean): number {
	let failures = 0;
	while (!watch.isGone && failures < 5000) {
		watch.noteFailure(answered);
		failures += 1;
	}
	return failures;
}

describe('a source is gone', () => {
	it('after 64 failures when nothing ever came', () => {
		expect(patience(new OutageWatch(), true)).toBe(64);
		expect(patience(new OutageWatch(), false)).toBe(64);
	});

	it('after 64 without an answer, or 1,024 refusals, once something came', () => {
		const watch = new OutageWatch();
		watch.noteSuccess();
		expect(patience(watch, false)).toBe(64);
		watch.noteSuccess();
		expect(patience(watch, true)).toBe(1024);
	});
});
