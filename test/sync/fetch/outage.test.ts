import { describe, expect, it } from 'vitest';
import { OutageWatch } from '../../../src/sync/fetch/outage.ts';

/** How many failures in a row it takes, one every `everyMs`, until the source counts as down. */
function failuresUntilDown(watch: OutageWatch, answered: boolean, everyMs: number): number {
	for (let failures = 1; failures <= 5000; failures += 1) {
		if (watch.noteFailure(answered, failures * everyMs)) return failures;
	}
	return Number.POSITIVE_INFINITY;
}

describe('outages', () => {
	it('a source that never answered a request is down after 64 failures', () => {
		expect(failuresUntilDown(new OutageWatch(), true, 1)).toBe(64);
		expect(failuresUntilDown(new OutageWatch(), false, 1)).toBe(64);
	});

	it('a source that once answered is down after 1,024 refusals in a row', () => {
		const watch = new OutageWatch();
		watch.noteSuccess();
		expect(failuresUntilDown(watch, true, 1)).toBe(1024);
	});

	it('a source that once answered is down after 15 seconds of silence, and no sooner', () => {
		const watch = new OutageWatch();
		watch.noteSuccess();
		expect(failuresUntilDown(watch, false, 100)).toBe(151);
		watch.noteSuccess();
		for (let failure = 0; failure < 500; failure += 1) {
			expect(watch.noteFailure(false, failure * 4)).toBe(false);
		}
		watch.noteSuccess();
		expect(watch.noteFailure(false, 60_000)).toBe(false);
	});
});
