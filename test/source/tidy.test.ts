import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { packBody } from '../../src/sync/fetch/pack-task.ts';
import { madeUpEntries, rangeText } from '../support/ranges.ts';

const PREFIX = 0xa3f2b;
const LINES = rangeText(madeUpEntries('A3F2B', 20)).split('\r\n');
const MARK = '\u{feff}';

function pack(text: string, form: 'suffix' | 'hash', untidy = true) {
	const bytes = new Uint8Array(Buffer.from(text));
	const body = { bytes, encoding: 'identity', form, untidy } as const;
	return packBody({ prefix: PREFIX, kind: SHA1, body, storePath: undefined });
}

describe('range text as other programs write it', () => {
	it('lower case, blanks, empty lines and byte order marks change nothing', () => {
		const ending = fc.constantFrom('\n', '\r\n', ' \n', '\t \r\n', '\n\n', '\r\n \r\n\n');
		const mess = fc.record({
			lower: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
			endings: fc.array(ending, { minLength: 20, maxLength: 20 }),
			start: fc.constantFrom('', MARK, '\n', `${MARK}\r\n`, '\n \n'),
			isWhole: fc.boolean(),
			ended: fc.boolean(),
		});
		fc.assert(
			fc.property(mess, ({ lower, endings, start, isWhole, ended }) => {
				const lines = LINES.map((line, at) => {
					const written = isWhole ? `A3F2B${line}` : line;
					const isLast = at === LINES.length - 1;
					return (
						(lower[at] ? written.toLowerCase() : written) + (isLast && !ended ? ' ' : endings[at])
					);
				});
				const form = isWhole ? 'hash' : 'suffix';
				expect(pack(start + lines.join(''), form)).toEqual(pack(LINES.join('\r\n'), 'suffix'));
			}),
			{ numRuns: 50 },
		);
	});

	it('a line that is wrong is named by its number in the file', () => {
		const reasonOf = (...lines: string[]) => pack(lines.join('\n'), 'suffix');
		const [first = '', second = ''] = LINES.map((line) => line.toLowerCase());
		expect(reasonOf('', first, '', `${second}x`)).toEqual({
			kind: 'refused',
			reason: 'line 4 is not SUFFIX:COUNT',
		});
		expect(reasonOf('', second, ' ', first)).toMatchObject({ reason: 'line 4 is out of order' });
		expect(reasonOf(first, first)).toMatchObject({ reason: 'line 2 repeats the one before it' });
	});

	it('a text that ends with half a line end is refused, since it was cut there', () => {
		expect(pack(`${LINES.join('\r\n').toLowerCase()}\r`, 'suffix')).toMatchObject({
			kind: 'refused',
		});
	});

	it('the range API must keep to its form', () => {
		expect(pack(LINES.join('\n').toLowerCase(), 'suffix', false)).toMatchObject({
			kind: 'refused',
		});
		expect(pack(`${MARK}${LINES.join('\n')}`, 'suffix', false)).toMatchObject({ kind: 'refused' });
	});
});
