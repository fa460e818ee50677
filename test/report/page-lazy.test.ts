import { expect, it, vi } from 'vitest';
import { reportPage } from '../../src/report/page.ts';
import { NOW, RICH } from '../support/summaries.ts';

const { loaded } = vi.hoisted(() => ({ loaded: [] as string[] }));
vi.mock('d3-scale', (original) => {
	loaded.push('d3-scale');
	return original();
});
vi.mock('d3-shape', (original) => {
	loaded.push('d3-shape');
	return original();
});

it('what draws the plots is loaded for a page, and not before', async () => {
	expect(loaded).toEqual([]);
	await reportPage(RICH, NOW);
	expect(loaded.toSorted()).toEqual(['d3-scale', 'd3-shape']);
});
