import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultOfId, faultOfIdText, hasLostDigits } from '../../../src/table/columns/id-cell.ts';

const loses = (id: string) => hasLostDigits(Buffer.from(id), 0, id.length);

it.each([
	['', 'empty'],
	['  \t', 'empty'],
	['NULL', 'no_value'],
	[' null ', 'no_value'],
	['(null)', 'no_value'],
	['<NULL>', 'no_value'],
	['[NULL]', 'no_value'],
	[String.raw`\N`, 'no_value'],
	[String.raw`\\N`, 'no_value'],
	['None', 'no_value'],
	['nil', 'no_value'],
	['NaN', 'no_value'],
	['undefined', 'no_value'],
	['N/A', 'no_value'],
	['-', 'no_value'],
	['#N/A', 'no_value'],
	['#REF!', 'no_value'],
	['#NAME?', 'no_value'],
	['########', 'no_value'],
	['8.96529E+19', 'rounded_number'],
	['8,96529E+19', 'rounded_number'],
	['8.97e+19', 'rounded_number'],
	['9E+15', 'rounded_number'],
	['8.965294E19', 'rounded_number'],
	['-1.2E+100', 'rounded_number'],
] as const)('%j is no id of one account: %s', (id, fault) => {
	expect(faultOfIdText(id)).toBe(fault);
});

it.each([
	'0',
	'1',
	'-1',
	'1000',
	'00001',
	// Hex digits and codes, which have an E too.
	'1e5',
	'12E4',
	'8E10',
	'1.5.E4',
	'507f1f77bcf86cd799439e11',
	'1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4be1',
	'1e+1000000',
	// Names.
	'nullman',
	'nan.smith',
	'Nilsson',
	'none@example.org',
	'undefined1',
	'#1',
	'n-a',
	'é',
	'Ünal',
])('%j is an id', (id) => {
	expect(faultOfIdText(id)).toBeUndefined();
});

it('what is around a cell does not matter', () => {
	const cells = ['', 'NULL', '8.97E+19', '7', '12', 'E', '\\N', 'mary'];
	fc.assert(
		fc.property(
			fc.constantFrom(...cells),
			fc.constantFrom('', '1', ',', '"', '.E+'),
			fc.constantFrom('', '1', ',', '\n', 'E+19', '.5E+10'),
			(cell, before, after) => {
				const bytes = Buffer.from(before + cell + after);
				const to = bytes.length - after.length;
				expect(faultOfId(bytes, before.length, to)).toBe(faultOfIdText(cell));
			},
		),
	);
});

it('an id has lost digits if a spreadsheet kept the first fifteen', () => {
	expect(loses('896529000000000000000')).toBe(true);
	expect(loses('1234567890123450')).toBe(true);
	expect(loses('1234567890123456')).toBe(false);
	expect(loses('12345678901234501')).toBe(false);
	expect(loses('123456789012340')).toBe(false);
	expect(loses('a234567890123450')).toBe(false);
});
