import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../../src/range/kind.ts';
import { Head } from '../../../src/table/formats/head.ts';
import { fieldsOf } from '../../../src/table/formats/json/fields.ts';
import { openJson } from '../../../src/table/formats/json/json.ts';
import { convertedRows } from '../../support/converted-rows.ts';
import { runs } from '../../support/thorough.ts';

async function rowsOf(text: string, cuts: readonly number[] = []) {
	const convert = openJson(new Head('users.json', Buffer.from(text), true), SHA1);
	if (convert === undefined) throw new Error('it was not recognized as JSON');
	return convertedRows(text, convert, cuts);
}

const anyText = fc.string({
	unit: fc.constantFrom(
		'"',
		'\\',
		',',
		'{',
		'}',
		'[',
		']',
		'\n',
		'\r',
		' ',
		'1',
		'-',
		'é',
		'\u2028',
	),
});
const cuts = fc.array(fc.nat(), { maxLength: 10 });

/** The last cells of rows that could be read, without the header. */
function idsOf(rows: Awaited<ReturnType<typeof rowsOf>>) {
	return rows.flatMap((row) => (typeof row === 'string' ? [] : row.slice(-1))).slice(1);
}

describe('a table in JSON', () => {
	it.each<[string, (objects: readonly object[]) => string]>([
		['lines', (objects) => objects.map((each) => `${JSON.stringify(each)}\r\n\n`).join('')],
		['an array', (objects) => ` ${JSON.stringify(objects)}\n`],
		['an array over many lines', (objects) => JSON.stringify(objects, undefined, 2)],
		[
			'values over many lines',
			(objects) => objects.map((each) => JSON.stringify(each, undefined, '\t')).join('\n'),
		],
	])('objects as %s are rows, wherever the text is cut', async (_, write) => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(anyText, anyText, fc.integer()), { minLength: 2 }),
				cuts,
				async (cells, offsets) => {
					const objects = cells.map(([a, b, c]) => ({
						'a"': a,
						inner: { b },
						list: [c, null, true],
					}));
					expect(await rowsOf(write(objects), offsets)).toEqual([
						['a"', 'inner.b', 'list.0', 'list.1', 'list.2'],
						...cells.map(([a, b, c]) => [a, b, `${c}`, '', 'true']),
					]);
				},
			),
			{ numRuns: runs(500) },
		);
	});

	it('values that are no objects are rejected rows, in lines and in arrays', async () => {
		const rows = [['a'], ['1'], 'not_json', 'not_json', 'not_json', ['2']];
		expect(await rowsOf('{"a":1}\n{"a":\n7\nx\n{"a":2}\n{"a":3}\n')).toEqual([...rows, ['3']]);
		expect(await rowsOf('[{"a":1},{"a":},7,"x",{"a":2}]')).toEqual(rows);
	});

	it('an object over many lines that was cut off anywhere costs itself and at most the next', async () => {
		const texts = Array.from({ length: 9 }, (_, id) =>
			JSON.stringify({ inner: { name: 'a "b" \\ {', list: [{ x: 1 }, []] }, id }, undefined, 2),
		);
		for (let cut = 1; cut < (texts[4] as string).length; cut += 4) {
			const cutOff = texts.with(4, (texts[4] as string).slice(0, cut));
			const rows = await rowsOf(`${cutOff.join('\n')}\n`);
			expect(idsOf(rows).slice(0, 4)).toEqual(['0', '1', '2', '3']);
			expect(idsOf(rows).slice(-3)).toEqual(['6', '7', '8']);
			expect(rows).toContain('not_json');
			// In an array, an end that is missing is told by that of the array, at the latest.
			const inArray = await rowsOf(`[${cutOff.join(',\n')}]`).catch((error: Error) => error);
			if (inArray instanceof Error) expect(inArray.message).toMatch(/the JSON array has no end$/);
			else expect(idsOf(inArray).slice(-3)).toEqual(['6', '7', '8']);
		}
	});

	it('lines may end with CR, even some of them', async () => {
		expect(await rowsOf('{"a":1}\n{"a":2}\r{"a":3}\r\n{"a":4}\r', [9, 17, 25])).toEqual([
			['a'],
			...['1', '2', '3', '4'].map((cell) => [cell]),
		]);
	});

	it('a value that is too long costs one row', async () => {
		const long = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
		for (const text of [`{"a":1}\n${long}\n{"a":2}\n`, `[{"a":1},${long},{"a":2}]`]) {
			expect(await rowsOf(text)).toEqual([['a'], ['1'], 'row_too_long', ['2']]);
		}
	});

	it('keys that appear only later, or in no sample, are in no column', async () => {
		const convert = openJson(new Head('x', Buffer.from('{"a":1}\n{"b":2}\n'), false), SHA1);
		const text = '{"a":1}\n{"b":2}\n{"c":3}\n{"c":4,"b":5}\n';
		const rows = convert && (await convertedRows(text, convert));
		expect(rows).toEqual([
			['a', 'b'],
			['1', ''],
			['', '2'],
			['', ''],
			['', '5'],
		]);
	});
});

describe('the fields of an object', () => {
	it.each<[string, string, Record<string, string>]>([
		[
			'numbers as they are written',
			'{"a":1e21,"b":-0.10,"c":12345678901234567890}',
			{ a: '1e21', b: '-0.10', c: '12345678901234567890' },
		],
		['numbers in strings', '{"a":"1.0 \\"2\\" 3"}', { a: '1.0 "2" 3' }],
		['what Python writes', '{"a":NaN,"b":-Infinity}', { a: 'NaN', b: '-Infinity' }],
		[
			'what MongoDB writes',
			'{"_id":{"$oid":"64b7"},"n":{"$numberLong":"5"},"h":{"$binary":{"base64":"fEo=","subType":"00"}}}',
			{ _id: '64b7', n: '5', h: 'fEo=' },
		],
		['what an older MongoDB writes', '{"h":{"$binary":"fEo=","$type":"00"}}', { h: 'fEo=' }],
		['a key of JavaScript', '{"__proto__":{"x":1}}', { '__proto__.x': '1' }],
		['nothing', '{}', {}],
	])('%s', (_, text, expected) => {
		expect(Object.fromEntries(fieldsOf(text) ?? [])).toEqual(expected);
	});

	it.each(['{"a":01}', '{"a":1', '[1]', '"a"', 'null', '1', ''])('%j has none', (text) => {
		expect(fieldsOf(text)).toBeUndefined();
	});

	it('what is too deep or too far in an array is left out', () => {
		const deep = `{"a":${'{"b":'.repeat(100)}1${'}'.repeat(100)},"c":2}`;
		expect(Object.fromEntries(fieldsOf(deep) ?? [])).toEqual({ c: '2' });
		expect(fieldsOf(`{"a":[${'0,'.repeat(99)}0]}`)?.size).toBe(10);
		const brackets = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"c":2}`;
		expect(Object.fromEntries(fieldsOf(brackets) ?? [])).toEqual({ c: '2' });
	});
});
