import { describe, expect, it } from 'vitest';
import { isTableHeader, LineDoubts } from '../../src/lookup/line-doubts.ts';
import { sha1 } from '../support/ranges.ts';

function warningsFor(lines: readonly string[], kind: 'found' | 'not_found' | 'not_held'): string[] {
	const doubts = new LineDoubts();
	for (const line of lines) doubts.note(line, kind === 'found' ? { kind, count: 1 } : { kind });
	return doubts.warnings();
}

describe('lines that may not be passwords', () => {
	it.each([
		['a hash', sha1('tulip'), '--hash'],
		['an NT hash in lower case', '8846f7eaee8fb117ad06bdd830b7586c', '--hash'],
		['what sha1sum prints', `${sha1('tulip')}  -`, '--hash'],
		['an address and a password', 'anna@example.org:tulip', 'address'],
		['a row with an address', 'anna@example.org;tulip;1', 'address'],
		['a blank at the end', 'tulip ', 'blank'],
		['a tab at the beginning', '\ttulip', 'blank'],
	])('%s is warned of, unless it was found', (_, line, words) => {
		expect(warningsFor([line], 'not_found')).toEqual([expect.stringContaining(words)]);
		expect(warningsFor([line], 'not_held')).toEqual([expect.stringContaining(words)]);
		expect(warningsFor([line], 'found')).toEqual([]);
	});

	it('such lines are counted, and not quoted', () => {
		const hashes = ['tulip', 'rose'].map(sha1);
		expect(warningsFor([...hashes, 'tulip ', 'plain'], 'not_found')).toEqual([
			'lines that look like hashes: 2; did you mean --hash?',
			'lines that begin or end with a blank: 1; it was taken as part of the password',
		]);
	});

	it.each([
		'tulip',
		'correct horse battery staple',
		'a,b',
		'p@ss:word',
		'me@work',
		sha1('x').slice(1),
	])('%s may well be a password', (line) => {
		expect(warningsFor([line], 'not_found')).toEqual([]);
	});
});

it.each([
	['name,url,username,password,note', true],
	['"url";"username";"password"', true],
	['user_id\temail\tlogin_password', true],
	['E-Mail|Passwort', true],
	['password', false],
	['anna,tulip', false],
	['pass,word!', false],
	['', false],
])('whether %j names the columns of a table: %s', (line, expected) => {
	expect(isTableHeader(line)).toBe(expected);
});
