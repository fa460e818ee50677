import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeOf } from '../../../src/match/ids/cell-time.ts';

const NOON = Date.UTC(2024, 3, 3, 12, 30, 15);

it.each([
	['2024-04-03T12:30:15Z', NOON],
	['2024-04-03T12:30:15', NOON],
	['2024-04-03 12:30:15', NOON],
	['2024/04/03 12:30:15', NOON],
	['2024-4-3 12:30:15', NOON],
	['  2024-04-03 12:30:15  ', NOON],
	['2024-04-03 12:30:15 UTC', NOON],
	['2024-04-03T14:30:15+02:00', NOON],
	['2024-04-03 14:30:15+02', NOON],
	['2024-04-03T07:00:15-0530', NOON],
	['2024-04-03T12:30:15.250Z', NOON + 250],
	['2024-04-03 12:30:15,5', NOON + 500],
	['2024-04-03', Date.UTC(2024, 3, 3)],
	['2024-02-29', Date.UTC(2024, 1, 29)],
	[String(NOON / 1000), NOON],
	[`${NOON / 1000}.25`, NOON + 250],
	[String(NOON), NOON],
	[`${NOON}000`, NOON],
	[`${NOON}000000`, NOON],
])('%j is a time', (cell, time) => {
	expect(timeOf(cell)).toBeCloseTo(time, 1);
});

it.each(['03/04/2024', '25/12/2024', '3.4.2024', '03-04-24', '12/31/2024 10:00'])(
	'%j may be two days',
	(cell) => {
		expect(timeOf(cell)).toBe('ambiguous');
	},
);

it.each([
	'',
	'NULL',
	'yesterday',
	'2023-02-29',
	'2024-13-01',
	'2024-00-10',
	'2024-04-03 25:00:00',
	'1.7E+12',
	'-5',
])('%j is no time', (cell) => {
	expect(timeOf(cell)).toBe('none');
});

it('a later time is greater, however it is written', () => {
	const forms: ((ms: number) => string)[] = [
		(ms) => new Date(ms).toISOString(),
		(ms) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00'),
		(ms) => new Date(ms + 7_200_000).toISOString().replace('Z', '+02:00'),
		(ms) => String(ms),
		(ms) => String(ms * 1000),
	];
	const form = fc.constantFrom(...forms);
	const time = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2090, 0) });
	fc.assert(
		fc.property(time, time, form, form, (left, right, showLeft, showRight) => {
			const difference = (timeOf(showLeft(left)) as number) - (timeOf(showRight(right)) as number);
			expect(Math.sign(difference)).toBe(Math.sign(left - right));
		}),
	);
});
