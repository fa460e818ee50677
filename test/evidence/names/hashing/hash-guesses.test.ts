import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessesOfKind } from '../../../../src/evidence/names/hashing/guesses-of-kind.ts';
import { MAX_FORM_BYTES } from '../../../../src/evidence/names/hashing/hash-guesses.ts';
import {
	COMMON_ENDINGS,
	ENDINGS,
	FEW_ENDINGS,
} from '../../../../src/evidence/names/name-guesses.ts';
import { HASH_KINDS, type HashKind, hashWords } from '../../../../src/range/kind.ts';
import { hashOfPassword } from '../../../../src/range/password.ts';
import { runs } from '../../../support/thorough.ts';

function hashesOf(kind: HashKind, form: string, endings: readonly string[]): string[] {
	const guesses = guessesOfKind(kind);
	const size = hashWords(kind);
	const count = guesses.begin(form, endings);
	const hashes: string[] = [];
	for (let end = guesses.next(); end > 0; end = guesses.next()) {
		for (let at = 0; at < end; at += size) {
			const words = Array.from(guesses.hashes.subarray(at, at + size));
			hashes.push(words.map((word) => word.toString(16).padStart(8, '0')).join(''));
		}
	}
	expect(hashes.length).toBe(count);
	return hashes.map((hash) => hash.toUpperCase());
}

describe.each(HASH_KINDS)('the $title hashes of guesses', (kind) => {
	const expected = (form: string, endings: readonly string[]) =>
		endings.map((ending) => hashOfPassword(form + ending, kind));

	it(`a form is hashed to ${kind.title} with each ending, in order, whatever was hashed before`, () => {
		const form = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 50 }),
			fc.string({ unit: 'grapheme-ascii', maxLength: MAX_FORM_BYTES + 2 }),
		);
		const list = fc.constantFrom(ENDINGS, COMMON_ENDINGS, FEW_ENDINGS);
		fc.assert(
			fc.property(form, list, (text, endings) => {
				const fits = Buffer.byteLength(text) <= MAX_FORM_BYTES;
				expect(hashesOf(kind, text, endings)).toEqual(fits ? expected(text, endings) : []);
			}),
			{ numRuns: runs(200) },
		);
	});

	it(`forms of every length up to the limit are hashed to ${kind.title}, and none above it`, () => {
		for (let length = 0; length <= MAX_FORM_BYTES + 20; length += 1) {
			const text = 'x'.repeat(length);
			const fits = length <= MAX_FORM_BYTES;
			expect(hashesOf(kind, text, FEW_ENDINGS)).toEqual(fits ? expected(text, FEW_ENDINGS) : []);
			expect(hashesOf(kind, text, LONGEST)).toEqual(fits ? expected(text, LONGEST) : []);
		}
	});

	it(`an ending of a ${kind.title} guess that is too long for the block is refused`, () => {
		expect(() => guessesOfKind(kind).begin('ali', ['1234567890123'])).toThrow('too long');
	});
});

/** Endings of the most bytes, between short ones. */
const LONGEST = ['', '123456789012', '1', '\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc', '12345678901'];
