import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIMITERS, detectDelimiter, parseDelimiter } from '../../../src/table/csv/dialect.ts';

describe('the delimiter of a table', () => {
	it('the delimiter is the character between the names in the header', () => {
		const anyName = fc.string({ unit: fc.constantFrom(',', ';', '\t', '|', '"', '\n', 'a', 'é') });
		fc.assert(
			fc.property(
				fc.constantFrom(...DELIMITERS),
				fc.array(anyName, { minLength: 2 }),
				fc.string(),
				(delimiter, names, rest) => {
					const header = names.map((name) =>
						/^[aé]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`,
					);
					const text = `${header.join(delimiter)}\n${rest}`;
					expect(detectDelimiter(text)).toBe(delimiter);
				},
			),
		);
	});

	it('a character that occurs only in quoted names is not the delimiter', () => {
		expect(detectDelimiter('"a,b,c";"d,e,f";sha1\n')).toBe(';');
	});

	it('the delimiter is a comma when the header is a single name', () => {
		expect(detectDelimiter('sha1\na;b;c\n')).toBe(',');
	});

	it.each([
		[',', ','],
		[';', ';'],
		['\t', '\t'],
		['|', '|'],
		['comma', ','],
		['semicolon', ';'],
		['tab', '\t'],
		['\\t', '\t'],
		['pipe', '|'],
		['colon', ':'],
		[':', ':'],
		['^', '^'],
	])('the delimiter can be given as %j', (text, delimiter) => {
		expect(parseDelimiter(text)).toBe(delimiter);
	});

	it.each(['', ',,', 'toString', 'a', '1', '"', '\\', '\n', 'é'])(
		'the delimiter cannot be given as %j',
		(text) => {
			expect(() => parseDelimiter(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
		},
	);
});
