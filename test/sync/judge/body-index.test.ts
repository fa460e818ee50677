import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyIndex } from '../../../src/sync/judge/body-index.ts';

const heads = fc.integer({ min: 1, max: 2 ** 48 });

describe('the index of bodies', () => {
	it('finds what was added last under each head, and nothing else', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.oneof(heads, fc.integer({ min: 1, max: 3000 })), fc.nat(0xfffff)), {
					maxLength: 3000,
					size: 'max',
				}),
				fc.array(heads),
				(entries, others) => {
					const index = new BodyIndex();
					for (const [head, prefix] of entries) index.add(head, prefix);
					const expected = new Map(entries);
					for (const [head, prefix] of expected) expect(index.find(head)).toBe(prefix);
					for (const head of others) expect(index.find(head)).toBe(expected.get(head));
				},
			),
			{ numRuns: 50 },
		);
	});
});
