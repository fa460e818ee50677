import { describe, expect, it } from 'vitest';
import type { CredcheckError } from '../../../src/errors.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { SpaceWatch } from '../../../src/sync/plan/space.ts';

const GB = 1e9;
const NOTHING = { ranges: 0, bytes: 0 };
const outOfSpace = expect.objectContaining({ code: 'OUTPUT' }) as CredcheckError;

function watch(missing: number, stored: { ranges: number; bytes: number }, freeBytes: number) {
	const space = new SpaceWatch('/data/store.sqlite', SHA1, stored, undefined, () => freeBytes);
	space.expect(missing);
	return space;
}

describe('the space for a sync', () => {
	it('a first sync estimates the space from the usual size of ranges, and does not stop', () => {
		const space = watch(1_048_576, NOTHING, 1 * GB);
		expect(space.need()).toMatchObject({ measured: false, freeBytes: 1 * GB });
		expect(space.need().neededBytes / GB).toBeCloseTo(41, 0);
		expect(() => space.check()).not.toThrow();
	});

	it('a sync estimates the space from the stored ranges before its first request', () => {
		const stored = { ranges: 1000, bytes: 40_000_000 };
		expect(() => watch(1_000_000, stored, 10 * GB).check()).toThrow(outOfSpace);
		expect(() => watch(1_000_000, stored, 43 * GB).check()).not.toThrow();
		expect(() => watch(0, stored, 0).check()).not.toThrow();
	});

	it('a first sync from a file estimates the space from the size of that file', () => {
		const need = (bytesOfFile: number, freeBytes: number) => {
			const average = bytesOfFile / 1_048_576;
			const space = new SpaceWatch('/data/s', SHA1, NOTHING, average, () => freeBytes);
			space.expect(1_048_576);
			expect(space.need().measured).toBe(true);
			if (space.need().neededBytes > freeBytes) expect(() => space.check()).toThrow(outOfSpace);
			else space.check();
			return space.need().neededBytes / GB;
		};
		expect(need(0.09 * GB, 0.42 * GB)).toBeCloseTo(0.18, 1);
		// 2.07 billion lines of 45 bytes.
		expect(need(93 * GB, 100 * GB)).toBeCloseTo(43, 0);
		expect(need(93 * GB, 40 * GB)).toBeGreaterThan(40);
	});

	it('a sync estimates the space from fetched ranges once there are enough', () => {
		const space = watch(100_000, NOTHING, 1 * GB);
		for (let stored = 0; stored < 255; stored += 1) {
			space.noteStored(40_000);
			space.checkNowAndThen();
		}
		space.noteStored(40_000);
		expect(() => space.checkNowAndThen()).toThrow(outOfSpace);
	});

	it('a sync checks the free space regularly, but not at every range', () => {
		let checks = 0;
		const space = new SpaceWatch('/data/store.sqlite', SHA1, NOTHING, undefined, () => {
			checks += 1;
			return 100 * GB;
		});
		space.expect(100_000);
		for (let stored = 0; stored < 100_000; stored += 1) {
			space.noteStored(40_000);
			space.checkNowAndThen();
		}
		expect(checks).toBeGreaterThan(50);
		expect(checks).toBeLessThan(500);
	});
});
