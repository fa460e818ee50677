import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyIndex } from '../../../src/sync/judge/body-index.ts';

const anyHead = fc.integer({ min: 1, max: 2 ** 48 });
/** Few enough to occur twice, and neighbors, which compete for slots. */
const crowdedHead = fc.integer({ min: 1, max: 3000 });

describe('the index of bodies', () => {
	it('finds what a Map finds', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.oneof(anyHead, crowdedHead), fc.nat(0xfffff)), {
					maxLength: 3000,
					size: 'max',
				}),
				fc.array(fc.oneof(anyHead, crowdedHead)),
				(entries, others) => {
					const index = new BodyIndex();
					for (const [head, prefix] of entries) index.set(head, prefix);
					const expected = new Map(entries);
					const heads = [...expected.keys(), ...others];
					expect(heads.map((head) => index.get(head))).toEqual(
						heads.map((head) => expected.get(head)),
					);
				},
			),
			// To shrink thousands of entries would take minutes.
			{ numRuns: 50, endOnFailure: true },
		);
	});
});
