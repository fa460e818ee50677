import { describe, expect, it } from 'vitest';
import { isBelowChance } from '../../src/doubts/chance.ts';

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The most matches with which a table of so many accounts is suspicious; -1 if it never is. */
function mostSuspicious(accounts: number): number {
	let most = -1;
	while (isBelowChance(most + 1, accounts)) most += 1;
	return most;
}

describe('a table with few matches', () => {
	it.each([
		[0, 29, false],
		[0, 30, true],
		[1, 30, false],
		[1, 229, false],
		[1, 230, true],
		[25, 1000, true],
		[26, 1000, false],
		[50, 1000, false],
		[0, 0, false],
		[148_500, 3_000_000, true],
		[149_000, 3_000_000, false],
	])('%d matches among %d accounts are suspicious: %s', (matched, accounts, suspicious) => {
		expect(isBelowChance(matched, accounts)).toBe(suspicious);
	});

	it('is suspicious as soon as chance says so at the rate that is expected of it', () => {
		expect(isBelowChance(0, 1_000_000, 0)).toBe(false);
		expect(isBelowChance(0, 100, 0.1)).toBe(false);
		expect(isBelowChance(0, 2000, 0.1)).toBe(true);
		expect(isBelowChance(5, 1000, 1)).toBe(false);
		expect(isBelowChance(20, 100, 50)).toBe(true);
		expect(isBelowChance(0, 29, 90)).toBe(false);
	});

	it('is hardly ever an honest one: less than one in ten thousand with some matches, at the least rate of 5 %', () => {
		const random = randomFrom(12);
		const draws = 20_000;
		let false_alarms = 0;
		for (let draw = 0; draw < draws; draw += 1) {
			const accounts = 200 + Math.floor(random() * 200);
			const most = mostSuspicious(accounts);
			let matched = 0;
			for (let account = 0; account < accounts && matched <= most; account += 1) {
				if (random() < 0.05) matched += 1;
			}
			if (matched <= most) false_alarms += 1;
		}
		// Two are expected at most; ten would be far beyond chance.
		expect(false_alarms).toBeLessThan(10);
	});

	it.each([
		[0.05, 0.2146],
		[0.1, 0.0424],
		[0.2, 0.0012],
	])('of 30 accounts is asked without cause at a rate of %d: %d of the time', (rate, expected) => {
		const random = randomFrom(30);
		const draws = 20_000;
		let asked = 0;
		for (let draw = 0; draw < draws; draw += 1) {
			let matched = 0;
			for (let account = 0; account < 30; account += 1) if (random() < rate) matched += 1;
			if (isBelowChance(matched, 30)) asked += 1;
		}
		const deviation = Math.sqrt((expected * (1 - expected)) / draws);
		expect(Math.abs(asked / draws - expected)).toBeLessThan(4 * deviation + 1e-4);
	});

	it('misses no table without a match from 30 accounts on, and few with a match or two from 300 on', () => {
		for (let accounts = 30; accounts < 2000; accounts += 7) {
			expect(isBelowChance(0, accounts)).toBe(true);
			if (accounts > 300) expect(isBelowChance(2, accounts)).toBe(true);
		}
	});
});
