import { expect, it } from 'vitest';
import { isAbove, percentAbove, typedPercent } from '../../src/report/match-rate.ts';

it.each([
	[0.194, 19.4, false],
	[0.07, 7, false],
	[0.57, 57, false],
	[0.1941, 19.4, true],
	[0, 0, false],
	[1e-9, 0, true],
	[1, 100, false],
])('a match rate of %d is above %d percent: %s', (share, percent, above) => {
	expect(isAbove(share, percent)).toBe(above);
});

it.each([
	[0.12012, 12, '12.01 %'],
	[0.3, 12, '30.0 %'],
	[0.1204, 12.03, '12.04 %'],
	[0.000_04, 0, '0.004 %'],
	[0.120_000_04, 12, '12.000004 %'],
])('a share of %d is shown as larger than %d percent: %s', (share, percent, shown) => {
	expect(percentAbove(share, percent)).toBe(shown);
});

it.each(['0', '0.05', '7', '33.3', '99.99', '100'])(
	'a limit of %s %% is shown as it was typed',
	(typed) => {
		expect(typedPercent(Number(typed) / 100)).toBe(typed);
	},
);
