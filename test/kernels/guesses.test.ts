import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDINGS } from '../../src/evidence/names/name-guesses.ts';
import { guessHasher, MAX_FORM_BYTES } from '../../src/kernels/guesses.ts';
import { plainMd4 } from '../support/md4.ts';
import { runs } from '../support/thorough.ts';

const KINDS = [
	{ kind: 'sha1', size: 5, plain: (text: string) => createHash('sha1').update(text).digest() },
	{ kind: 'ntlm', size: 4, plain: (text: string) => plainMd4(Buffer.from(text, 'utf16le')) },
] as const;

/** Endings of up to twelve bytes in UTF-8, some of the most, and of every length beside each other. */
const SOME = ['', '123456789012', '1', 'üüüüüü', '12345678901', '12', '€€€€', '\u{1f600}!', '123'];
/** Kernels hash four at a time: lists of every length up to two fours and one. */
const LISTS = [ENDINGS, ...SOME.map((_, at) => SOME.slice(0, at + 1))];

describe.each(KINDS)('guesses hashed to $kind', ({ kind, size, plain }) => {
	function hashesOf(form: string, endings: readonly string[]): string[] {
		const hasher = guessHasher(kind);
		const count = hasher.hash(form, endings);
		const words = Array.from(hasher.hashes.subarray(0, count * size), (word) =>
			word.toString(16).padStart(8, '0'),
		);
		return Array.from({ length: count }, (_, at) =>
			words.slice(at * size, (at + 1) * size).join(''),
		);
	}

	function expected(form: string, endings: readonly string[]): string[] {
		if (Buffer.byteLength(form) > MAX_FORM_BYTES) return [];
		return endings.map((ending) => plain(form + ending).toString('hex'));
	}

	it('a form is hashed with each ending, in order, whatever was hashed before', () => {
		const forms = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 50 }),
			fc.string({ unit: 'grapheme-ascii', maxLength: MAX_FORM_BYTES + 2 }),
		);
		fc.assert(
			fc.property(forms, fc.constantFrom(...LISTS), (form, endings) => {
				expect(hashesOf(form, endings)).toEqual(expected(form, endings));
			}),
			{ numRuns: runs(300) },
		);
	});

	it('forms of every length up to the limit are hashed with any number of endings, and none above it', () => {
		for (let length = 0; length <= MAX_FORM_BYTES + 20; length += 1) {
			const form = 'x'.repeat(length);
			for (const endings of LISTS.slice(1)) {
				expect(hashesOf(form, endings)).toEqual(expected(form, endings));
			}
		}
	});

	it('an ending that is too long for the block is refused, and so are too many', () => {
		const hash = (endings: readonly string[]) => () => guessHasher(kind).hash('ali', endings);
		expect(hash(['1234567890123'])).toThrow('too long');
		expect(hash(Array.from({ length: 1025 }, String))).toThrow('too many');
	});
});
