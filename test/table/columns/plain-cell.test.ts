import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mayBeWrapped, plainCell, plainSpan } from '../../../src/table/columns/plain-cell.ts';

const AROUND = [' ', '\t', '\r', '\u00A0', '\u200B', '\u200D', '\u202F', '\u2060', '\uFEFF'];
const WRAPPINGS: ((text: string) => string)[] = [
	(text) => text,
	(text) => `"${text}"`,
	(text) => `'${text}'`,
	(text) => `="${text}"`,
	(text) => `"'${text}'"`,
	(text) => `" ${text} "`,
];
/** Texts without quotes, and without blanks around them. */
const anyText = fc
	.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('00001', '1000', '=1+1', 'é'))
	.filter((text) => !/["']/.test(text) && /^[^\s\p{Cf}]/u.test(text) && /[^\s\p{Cf}]$/u.test(text));

it('a cell is meant without what is wrapped around it, and without blanks that may not be seen', () => {
	const around = fc.constantFrom('', ...AROUND);
	fc.assert(
		fc.property(
			anyText,
			fc.constantFrom(...WRAPPINGS),
			around,
			around,
			(text, wrap, before, after) => {
				const cell = before + wrap(text) + after;
				expect(plainCell(cell)).toBe(text);
				const bytes = Buffer.from(cell);
				if (!mayBeWrapped(bytes, 0, bytes.length)) expect(cell).toBe(text);
			},
		),
		{ numRuns: 2000 },
	);
});

it.each(['"Bob" or "Rob"', "O'Neill", "'", '"', '="', '=', '"a', "a'", '=1+1', '="a" & "b"', ''])(
	'quotes that wrap nothing belong to the cell: %s',
	(cell) => {
		expect(plainCell(cell)).toBe(cell);
	},
);

it('a span is found within other bytes, and never beyond its own', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(), fc.nat(), (bytes, one, other) => {
			const [begin = 0, end = 0] = [one, other]
				.map((at) => at % (bytes.length + 1))
				.toSorted((a, b) => a - b);
			const { from, to } = plainSpan(bytes, begin, end);
			const own = plainSpan(bytes.slice(begin, end), 0, end - begin);
			expect(begin <= from && from <= to && to <= end).toBe(true);
			expect({ from, to }).toEqual({ from: own.from + begin, to: own.to + begin });
		}),
		{ numRuns: 2000 },
	);
});
