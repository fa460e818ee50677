import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	ALL_PREFIXES,
	formatPrefix,
	PREFIX_COUNT,
	PrefixSet,
	parsePrefix,
	parsePrefixInterval,
} from '../../src/range/prefix.ts';

const prefix = fc.nat(PREFIX_COUNT - 1);

describe('a prefix', () => {
	it('a prefix is written as five upper-case hex digits, which sort as the numbers do', () => {
		expect(formatPrefix(255)).toBe('000FF');
		fc.assert(
			fc.property(prefix, prefix, (a, b) => {
				expect(formatPrefix(a)).toMatch(/^[0-9A-F]{5}$/);
				expect(formatPrefix(a) < formatPrefix(b)).toBe(a < b);
			}),
		);
	});

	it('a prefix is read in upper and lower case', () => {
		fc.assert(
			fc.property(prefix, (number) => {
				expect(parsePrefix(formatPrefix(number))).toBe(number);
				expect(parsePrefix(formatPrefix(number).toLowerCase())).toBe(number);
			}),
		);
	});

	it.each(['', '0000', '000000', 'GGGGG', '+0000', '-0001', '0x000', ' 0000', '0000\n', '00000\n'])(
		'%j is not a prefix',
		(text) => {
			expect(parsePrefix(text)).toBeUndefined();
		},
	);
});

describe('an interval of prefixes', () => {
	it('a prefix interval is read from its two ends or from a single prefix', () => {
		fc.assert(
			fc.property(prefix, prefix, (a, b) => {
				const [first, last] = [Math.min(a, b), Math.max(a, b)];
				const text = `${formatPrefix(first)}-${formatPrefix(last)}`;
				expect(parsePrefixInterval(text)).toEqual({ first, last });
				expect(parsePrefixInterval(text.toLowerCase())).toEqual({ first, last });
				expect(parsePrefixInterval(formatPrefix(a))).toEqual({ first: a, last: a });
			}),
		);
	});

	it.each([
		'',
		'-',
		'00000-',
		'-00000',
		'00001-00000',
		'00000-00001-00002',
		'0-F',
		'00000 - 000FF',
	])('%j is not a prefix interval', (text) => {
		expect(parsePrefixInterval(text)).toBeUndefined();
	});

	it('there are 1,048,576 prefixes, from 00000 to FFFFF', () => {
		expect(ALL_PREFIXES).toEqual(parsePrefixInterval('00000-FFFFF'));
		expect(PrefixSet.of(ALL_PREFIXES).size).toBe(1_048_576);
	});
});

describe('a set of prefixes', () => {
	const near = fc.oneof(
		prefix,
		fc.nat(20),
		fc.integer({ min: PREFIX_COUNT - 20, max: PREFIX_COUNT - 1 }),
	);

	it('a prefix set lists every added prefix once, in ascending order', () => {
		fc.assert(
			fc.property(fc.array(near, { maxLength: 60 }), fc.array(near), (added, tested) => {
				const set = new PrefixSet();
				for (const one of added) set.add(one);
				const reference = new Set(added);
				expect(set.size).toBe(reference.size);
				expect([...set]).toEqual([...reference].toSorted((a, b) => a - b));
				for (const one of tested) expect(set.has(one)).toBe(reference.has(one));
			}),
		);
	});

	it('the prefix set of an interval contains both ends and all between', () => {
		fc.assert(
			fc.property(fc.nat(PREFIX_COUNT - 101), fc.nat(100), (first, length) => {
				const set = PrefixSet.of({ first, last: first + length });
				expect([...set]).toEqual(Array.from({ length: length + 1 }, (_, at) => first + at));
			}),
		);
	});
});
