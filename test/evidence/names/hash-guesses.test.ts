import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashGuesses, MAX_FORM_BYTES } from '../../../src/evidence/names/hash-guesses.ts';
import { COMMON_ENDINGS, ENDINGS, FEW_ENDINGS } from '../../../src/evidence/names/name-guesses.ts';
import { sha1Hex } from '../../../src/range/hash.ts';
import { runs } from '../../support/thorough.ts';

function hashesOf(guesses: HashGuesses, form: string, endings: readonly string[]): string[] {
	const count = guesses.begin(form, endings);
	const hashes: string[] = [];
	for (let end = guesses.next(); end > 0; end = guesses.next()) {
		for (let at = 0; at < end; at += 5) {
			const words = Array.from(guesses.hashes.subarray(at, at + 5));
			hashes.push(words.map((word) => word.toString(16).padStart(8, '0')).join(''));
		}
	}
	expect(hashes.length).toBe(count);
	return hashes.map((hash) => hash.toUpperCase());
}

describe('the hashes of guesses', () => {
	it('a form is hashed with each ending, in order, whatever was hashed before', () => {
		const guesses = new HashGuesses();
		const form = fc.string({ unit: 'binary', maxLength: 50 });
		const list = fc.constantFrom(ENDINGS, COMMON_ENDINGS, FEW_ENDINGS);
		fc.assert(
			fc.property(form, list, (text, endings) => {
				const fits = Buffer.byteLength(text) <= MAX_FORM_BYTES;
				const expected = fits ? endings.map((ending) => sha1Hex(text + ending)) : [];
				expect(hashesOf(guesses, text, endings)).toEqual(expected);
			}),
			{ numRuns: runs(200) },
		);
	});

	it('forms of every length up to the limit are hashed, and none above it', () => {
		const guesses = new HashGuesses();
		for (let length = 0; length <= MAX_FORM_BYTES + 20; length += 1) {
			const text = 'x'.repeat(length);
			const expected = FEW_ENDINGS.map((ending) => sha1Hex(text + ending));
			const fits = length <= MAX_FORM_BYTES;
			expect(hashesOf(guesses, text, FEW_ENDINGS)).toEqual(fits ? expected : []);
		}
	});

	it('an ending that is too long for the block is refused', () => {
		expect(() => new HashGuesses().begin('ali', ['1234567890123'])).toThrow('too long');
	});
});
