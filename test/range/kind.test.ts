import { expect, it } from 'vitest';
import { hashDigits, hashWords, NTLM, SHA1, suffixDigits } from '../../src/range/kind.ts';

it.each([
	{ kind: SHA1, digits: 40, suffix: 35, words: 5 },
	{ kind: NTLM, digits: 32, suffix: 27, words: 4 },
])('a $kind.name hash has $digits digits, $suffix of them in the suffix', (expected) => {
	expect(hashDigits(expected.kind)).toBe(expected.digits);
	expect(suffixDigits(expected.kind)).toBe(expected.suffix);
	expect(hashWords(expected.kind)).toBe(expected.words);
});
