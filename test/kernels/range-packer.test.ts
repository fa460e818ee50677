import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HashKind, NTLM, SHA1, suffixDigits } from '../../src/range/kind.ts';
import { formatPrefix } from '../../src/range/prefix.ts';
import { packText } from '../../src/range/wire.ts';
import { runs } from '../support/thorough.ts';
import { packPlainly } from './plain-packing.ts';

const PREFIX = 0xab0f9;
const digit = fc.constantFrom(...'0123456789ABCDEF');

/** Suffixes that begin alike, up to any digit. */
function suffixes(kind: HashKind): fc.Arbitrary<string[]> {
	const digits = suffixDigits(kind);
	const suffix = fc.string({ unit: digit, minLength: digits, maxLength: digits });
	const others = fc.array(fc.tuple(fc.nat(digits), suffix), { minLength: 1, maxLength: 12 });
	return fc
		.tuple(suffix, others)
		.map(([base, all]) => all.map(([length, own]) => base.slice(0, length) + own.slice(length)));
}

const counts = fc.oneof(
	{ weight: 30, arbitrary: fc.integer({ min: 1, max: 300 }).map(String) },
	fc.constantFrom('0', '01', '127', '128', '16384', '4294967296', '18446744073709551617'),
	fc.constantFrom('9007199254740991', '9007199254740992', '9'.repeat(30), ''),
);
/** What a byte may become: a neighbor of what is allowed, a part of a line, or anything. */
const pieces = fc.oneof(
	fc.constantFrom(...'/:@G`afg\0\r\n<0', '\r\n', '\n\n', '', '\u00ff', 'x'.repeat(70)),
	fc.nat(255).map((code) => String.fromCharCode(code)),
);

const texts = fc
	.record({
		kind: fc.constantFrom(SHA1, NTLM),
		form: fc.constantFrom('suffix' as const, 'hash' as const),
	})
	.chain(({ kind, form }) =>
		fc.record({
			kind: fc.constant(kind),
			form: fc.constant(form),
			isSorted: fc.boolean(),
			suffixes: suffixes(kind),
			/** Before suffixes, if they are to have one. */
			prefixes: fc.infiniteStream(
				fc.oneof({ weight: 30, arbitrary: fc.constant(PREFIX) }, fc.nat(0xfffff)),
			),
			counts: fc.infiniteStream(counts),
			ends: fc.infiniteStream(fc.constantFrom('\n', '\r\n', '\r\n', '\r\n')),
			last: fc.constantFrom('', '\n', '\r\n', '\r'),
			edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2), pieces), { maxLength: 2 }),
		}),
	)
	.map(({ kind, form, isSorted, suffixes, prefixes, counts, ends, last, edits }) => {
		const all = isSorted ? suffixes.toSorted() : suffixes;
		const lines = all.map((suffix, at) => {
			const before = form === 'hash' ? formatPrefix(prefixes.next().value) : '';
			const end = at === all.length - 1 ? last : ends.next().value;
			return `${before}${suffix}:${counts.next().value}${end}`;
		});
		let text = lines.join('');
		for (const [place, cut, piece] of edits) {
			const at = place % (text.length + 1);
			text = text.slice(0, at) + piece + text.slice(at + cut);
		}
		return { kind, form, text: Buffer.from(text, 'latin1') };
	});

it('the kernel packs and refuses what the plain reader does, for the same reason and at the same line', () => {
	const seen = new Set<string>();
	fc.assert(
		fc.property(texts, ({ kind, form, text }) => {
			const found = packText(text, PREFIX, kind, form);
			expect(found).toEqual(packPlainly(text, PREFIX, kind, form));
			seen.add(found.ok ? 'packed' : found.fault);
		}),
		{ numRuns: Math.max(500, runs(5000)) },
	);
	for (const way of ['packed', 'malformed', 'padding', 'unsorted', 'duplicate', 'other_prefix']) {
		expect(seen).toContain(way);
	}
});

it('a text is read the same after a larger one, and one that needs another memory', () => {
	const line = (row: number) => `${row.toString(16).toUpperCase().padStart(35, '0')}:${row + 1}\n`;
	const text = (rows: number) =>
		Buffer.from(Array.from({ length: rows }, (_, row) => line(row)).join(''));
	for (const rows of [3, 60_000, 2, 4000, 1]) {
		const whole = text(rows);
		// Digits of the text before lie behind it.
		for (const part of [whole, whole.subarray(0, -3)]) {
			const found = packText(part, 1, SHA1);
			const expected = packPlainly(part, 1, SHA1, 'suffix');
			expect(isDeepStrictEqual(found, expected)).toBe(true);
		}
	}
	const empty = Buffer.from('\n'.repeat(3_000_000));
	expect(packText(empty, 1, SHA1)).toEqual({ ok: false, fault: 'malformed', line: 1 });
});
