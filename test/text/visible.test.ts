import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayText } from '../../src/text/display-text.ts';
import { visibleJson, visibleLine, visibleText } from '../../src/text/visible.ts';

/** What no terminal may get from a name: it would move the cursor, turn or hide the text, or end the line. */
const DANGEROUS =
	/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u2028\u2029\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;

/** The strings of fast-check take seconds to prepare. */
const texts = fc
	.array(fc.oneof(fc.nat(0x10ffff), fc.constantFrom(10, 27, 65, 0x200d, 0x202e, 0xd800, 0xfe0f)))
	.map((codes) => String.fromCodePoint(...codes));

describe('text that is shown', () => {
	it.each([
		['\u001b[2Jusers.csv', '\\x1b[2Jusers.csv'],
		['a\nerror: b\r', 'a\\nerror: b\\r'],
		['\u009b31m', '\\x9b31m'],
		['gpj.\u202eexe', 'gpj.\\u202eexe'],
		['em\u200bail', 'em\\u200bail'],
		['\ufeffid', '\\ufeffid'],
		['x\u{e0041}', 'x\\u{e0041}'],
		['\ud800half', '\\ud800half'],
		['a\u2028b', 'a\\u2028b'],
		['b\u200dc', 'b\\u200dc'],
		['می\u200cخواهم', 'می\u200cخواهم'],
		['👩\u200d💻 ❤\ufe0f', '👩\u200d💻 ❤\ufe0f'],
		['❤\ufe0f\ufe0f\ufe01', '❤\ufe0f\\ufe0f\\ufe01'],
		['Zürich, 東京', 'Zürich, 東京'],
	])('%j is shown as %s', (text, shown) => {
		expect(visibleLine(text)).toBe(shown);
	});

	it('no text has anything that a terminal would obey, and JSON stays the same document', () => {
		fc.assert(
			fc.property(texts, (text) => {
				const json = visibleJson({ text, [text]: [text] });
				const lines = visibleText(`${text}\n${text}`).replaceAll('\n', '');
				const shown = [visibleLine(text), displayText(text), lines, json];
				expect(shown.filter((each) => DANGEROUS.test(each))).toEqual([]);
				expect(JSON.parse(json)).toEqual({ text, [text]: [text] });
			}),
		);
	});

	it('a hash is not shown, even with hidden characters between its digits', () => {
		const digits = 'a'.repeat(40);
		expect(displayText(digits)).toBe('[hash]');
		expect(displayText(digits.replaceAll(/../g, '$&\u200b'))).toBe('[hash]');
	});
});
