import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashGuesses, MAX_FORM_BYTES } from '../../../src/evidence/names/hash-guesses.ts';
import { COMMON_ENDINGS, ENDINGS, FEW_ENDINGS } from '../../../src/evidence/names/name-guesses.ts';
import { sha1Hex } from '../../../src/range/hash.ts';
import { runs } from '../../support/thorough.ts';

function digestsOf(candidates: HashGuesses, form: string, endings: readonly string[]): string[] {
	const count = candidates.begin(form, endings);
	const digests: string[] = [];
	for (let end = candidates.next(); end > 0; end = candidates.next()) {
		for (let at = 0; at < end; at += 5) {
			const words = Array.from(candidates.digests.subarray(at, at + 5));
			digests.push(words.map((word) => word.toString(16).padStart(8, '0')).join(''));
		}
	}
	expect(digests.length).toBe(count);
	return digests.map((digest) => digest.toUpperCase());
}

describe('the hashes of candidates', () => {
	it('guesses are hashed with each ending, in order, after any other guess', () => {
		const candidates = new HashGuesses();
		const form = fc.string({ unit: 'binary', maxLength: 50 });
		const list = fc.constantFrom(ENDINGS, COMMON_ENDINGS, FEW_ENDINGS);
		fc.assert(
			fc.property(form, list, (text, endings) => {
				const fits = Buffer.byteLength(text) <= MAX_FORM_BYTES;
				const expected = fits ? endings.map((ending) => sha1Hex(text + ending)) : [];
				expect(digestsOf(candidates, text, endings)).toEqual(expected);
			}),
			{ numRuns: runs(200) },
		);
	});

	it('guesses of every length up to the limit are hashed, and none above it', () => {
		const candidates = new HashGuesses();
		for (let length = 0; length <= MAX_FORM_BYTES + 20; length += 1) {
			const text = 'x'.repeat(length);
			const expected = FEW_ENDINGS.map((ending) => sha1Hex(text + ending));
			const fits = length <= MAX_FORM_BYTES;
			expect(digestsOf(candidates, text, FEW_ENDINGS)).toEqual(fits ? expected : []);
		}
	});

	it('an ending that is too long for the block is refused', () => {
		expect(() => new HashGuesses().begin('ali', ['1234567890123'])).toThrow('too long');
	});
});
