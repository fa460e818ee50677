import { describe, expect, it } from 'vitest';
import { type Dialect, dialectOf, isPlain } from '../../../src/table/formats/dialect.ts';
import { Head } from '../../../src/table/formats/head.ts';
import { sha1 } from '../../support/ranges.ts';

const HASH = sha1('password').toLowerCase();

function dialect(text: string, delimiter?: string): Dialect {
	return dialectOf(new Head('users.csv', Buffer.from(text), true), { delimiter });
}

describe('the dialect of a table', () => {
	it.each<[string, string, Partial<Dialect>]>([
		[
			'a line for each name, colon and hash',
			`ann:${HASH}\nbob:${HASH}\n`,
			{ delimiter: ':', quote: undefined },
		],
		['the same below a header', `user:sha1\nann:${HASH}\n`, { delimiter: ':' }],
		['the same in quotes', `"user":"sha1"\n"ann:b":"${HASH}"\n`, { delimiter: ',' }],
		['a name in single quotes', `'id';'sha1'\n'1';'${HASH}'\n`, { quote: "'", delimiter: ';' }],
		['a blank before a quote', `id, sha1\n1, "${HASH}"\n`, { blanks: true }],
		['an equals sign before a quote', `id,sha1\n="1",${HASH}\n`, { equals: true }],
		[
			'an escaped quote that breaks its row otherwise',
			`id,n,sha1\n1,"a \\"b\\"",${HASH}\n`,
			{ backslash: true },
		],
		[
			'an escaped backslash in unquoted text',
			`id\tn\n1\ta\\\\b\n`,
			{ backslash: true, quote: undefined },
		],
	])('%s is recognized', (_, text, expected) => {
		expect(dialect(text)).toMatchObject(expected);
	});

	it.each([
		['names with apostrophes', `id,name,sha1\n1,O'Hara,${HASH}\n2,'t Hooft',${HASH}\n`],
		['one name in single quotes', `id,name,sha1\n1,'Ann',${HASH}\n2,Bob,${HASH}\n`],
		['names of a domain', `id,sha1\nDOM\\nina,${HASH}\n`],
		['names of a domain between tabs', `id\tsha1\nDOM\\nina\t${HASH}\n`],
		[
			'names of a domain between tabs, one of which is no escape',
			`id\tn\tsha1\nDOM\\nina\t\\N\t${HASH}\nD\\ann\t\\N\t${HASH}\n`,
		],
		['quoted folders that end in a backslash', `id,home,sha1\n1,"C:\\ann\\",${HASH}\n`],
		['JSON in a cell', `id,profile,sha1\n1,"{""a"":""x \\""y\\"" z""}",${HASH}\n`],
		['times with colons', `at,id\n10:30,1\n`],
		['a header of one name with a colon', `xml:id\n1\n2\n`],
		['inches in a cell', `id,size,sha1\n1,5",${HASH}\n`],
		['hashes that are labeled', `sha1\nsha1:${HASH}x\n`],
	])('%s are plain CSV', (_, text) => {
		expect(isPlain(dialect(text))).toBe(true);
	});

	it.each<[string, string, Partial<Dialect>]>([
		[
			'an escaped quote that breaks its row otherwise',
			`id,n,sha1\n1,"a \\"b\\", c",${HASH}\n`,
			{ backslash: true, quote: '"' },
		],
		[
			'an escaped delimiter',
			`id,n,sha1\n1,a\\, b,${HASH}\n2,c,${HASH}\n`,
			{ backslash: true, quote: undefined },
		],
		['no mark', `id,name,sha1\n1,ann,${HASH}\n`, { delimiter: ',', quote: '"', backslash: false }],
	])('a title above the header does not change what %s means', (_, text, expected) => {
		expect(dialect(text)).toMatchObject(expected);
		for (const title of [
			'Users of the shop',
			'Export of "users"',
			'sep=,\nThe id, and C:\\\\home',
			`"Users", by 'ann'`,
		]) {
			expect([title, dialect(`${title}\n\n${text}`)]).toEqual([title, dialect(text)]);
		}
	});

	it('a delimiter that is given is taken, whatever the lines look like', () => {
		expect(dialect(`a:b,c\n1:2,3\n`, 'colon')).toMatchObject({ delimiter: ':' });
		expect(dialect(`a;b;c,d\n`, ',')).toMatchObject({ delimiter: ',' });
	});
});
