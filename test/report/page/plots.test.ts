import { expect, it } from 'vitest';
import { intervalPlot } from '../../../src/report/page/plots.ts';

/** The labels of an axis for one cohort whose interval ends there. */
function labelsUpTo(highest: number): string[] {
	const { axis } = intervalPlot([{ matchRate: highest / 2, interval: [0, highest] }], 0);
	return [...axis.text.matchAll(/>([\d.]+ %)</g)].map(([, label]) => label as string);
}

it.each([
	[0.004, ['0 %', '0.2 %', '0.4 %', '0.6 %', '0.8 %', '1 %']],
	[0.014, ['0 %', '0.5 %', '1 %', '1.5 %']],
	[0.194, ['0 %', '5 %', '10 %', '15 %', '20 %']],
	[0.32, ['0 %', '10 %', '20 %', '30 %', '40 %']],
	[0.47, ['0 %', '10 %', '20 %', '30 %', '40 %', '50 %']],
	[0.55, ['0 %', '20 %', '40 %', '60 %']],
	[1, ['0 %', '20 %', '40 %', '60 %', '80 %', '100 %']],
])('an axis for rates up to %d has a few round labels', (highest, labels) => {
	expect(labelsUpTo(highest)).toEqual(labels);
});

it('an axis reaches the highest rate, and never has more than eight labels', () => {
	for (let highest = 0.01; highest <= 1; highest += 0.0007) {
		const labels = labelsUpTo(highest);
		expect(Number.parseFloat(labels.at(-1) ?? '')).toBeGreaterThanOrEqual(highest * 100 - 1e-6);
		expect(labels.length).toBeLessThanOrEqual(8);
	}
});
