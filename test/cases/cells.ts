/**
 * Cells as programs write them: each spelling of a hash, cells that nobody needs and that are not as they should be,
 * rows with cells too many or too few, and hashes that cannot be looked up, by name.
 */

import { createHash } from 'node:crypto';
import { NTLM } from '../../src/range/kind.ts';
import { type Case, isRead, isRefused } from './case.ts';
import { MATCHED, PEOPLE, type Person, tableOf } from './people.ts';

const HEADER = 'user_id,email,password_hash';

/** The same people with each hash as `spell` writes it, in a column at the end or before others. */
function spelled(spell: (hash: string, index: number) => string, isLast = true): string {
	return isLast
		? tableOf(HEADER, ({ id, email, hash }, index) => `${id},${email},${spell(hash, index)}`)
		: tableOf('password_hash,user_id', ({ id, hash }, index) => `${spell(hash, index)},${id}`);
}

const between = (sign: string) => (hash: string) => (hash.match(/../g) ?? []).join(sign);
const base64 = (hash: string) => Buffer.from(hash, 'hex').toString('base64');

/** How databases, languages and directories write a hash, each called by who does. */
const SPELLINGS: readonly (readonly [string, (hash: string) => string])[] = [
	['as PostgreSQL writes bytea', (hash) => `\\x${hash}`],
	['as the text format of COPY writes bytea', (hash) => `\\\\x${hash}`],
	['as SQL Server writes binary', (hash) => `0x${hash.toUpperCase()}`],
	['as SQLite quotes a blob', (hash) => `X'${hash.toUpperCase()}'`],
	['as MySQL writes a hex literal', (hash) => `x'${hash}'`],
	['as Python shows bytes', (hash) => `b'${hash}'`],
	['as Python shows bytes, in double quotes', (hash) => `"b""${hash}"""`],
	['as .NET shows bytes', (hash) => between('-')(hash.toUpperCase())],
	['with colons between bytes', between(':')],
	['with blanks between bytes', between(' ')],
	['as text of a spreadsheet', (hash) => `="${hash}"`],
	['as text of a spreadsheet, quoted', (hash) => `"=""${hash}"""`],
	['in single quotes', (hash) => `'${hash}'`],
	['in quotes and blanks', (hash) => ` " ${hash}" `],
	['with a blank without width at the end', (hash) => `${hash}\u200B`],
	['with a byte order mark at the beginning', (hash) => `\uFEFF${hash}`],
	['with a blank that does not break', (hash) => `\u00A0${hash}`],
	['as Django keeps unsalted ones', (hash) => `sha1$$${hash}`],
	['as LDAP keeps them', (hash) => `{SHA}${base64(hash)}`],
	['as LDAP keeps them, in lower case', (hash) => `{sha}${base64(hash)}`],
	['as Dovecot keeps them', (hash) => `{SHA1.hex}${hash}`],
	['with the name of the kind before them', (hash) => `sha1:${hash}`],
	['in base64', base64],
	['in base64 without padding', (hash) => base64(hash).replace(/=+$/, '')],
	['in base64 for URLs', (hash) => Buffer.from(hash, 'hex').toString('base64url')],
	['as base64 of their digits', (hash) => Buffer.from(hash).toString('base64')],
];

/** A table of which one cell that nobody needs is spoilt. */
function spoilt(cell: string | Buffer, column = 'nickname'): Buffer {
	const rows = PEOPLE.map(({ id, hash }, index) => [
		Buffer.from(`${id},`),
		Buffer.from(index === 2 ? cell : 'x'),
		Buffer.from(`,${hash}\n`),
	]);
	return Buffer.concat([Buffer.from(`user_id,${column},sha1\n`), ...rows.flat()]);
}

const LATIN_1 = Buffer.from('Jos\u00e9, no: Jos\u00e9'.replace(',', ''), 'latin1');
/** Enough rows that nobody takes one bad byte for the encoding of the table. */
const MANY = Array.from({ length: 300 }, (_, index) => index);

/** The cells of a row. */
function rowsOf(header: string, cells: (person: Person, index: number) => string[]): string {
	return tableOf(header, (person, index) => cells(person, index).join(','));
}

const WITHOUT_THIRD = MATCHED.filter((_, index) => index !== 2);

export const CELLS: readonly Case[] = [
	...SPELLINGS.flatMap(([name, spell]) => [
		isRead(`with hashes ${name}`, spelled(spell)),
		isRead(`with hashes ${name}, before another column`, spelled(spell, false)),
	]),
	isRead(
		'with hashes in a spelling per row, as after several migrations',
		spelled((hash, index) => (SPELLINGS[index * 3]?.[1] ?? String)(hash)),
	),
	isRead(
		'with quoted spellings and line ends of Windows',
		tableOf(
			'"user_id","sha1"',
			({ id, hash }, index) =>
				`"${id}","${index % 2 === 0 ? `0x${hash}` : `{SHA}${base64(hash)}`}"`,
			'\r\n',
		),
	),
	isRead(
		'with ids and hashes as text of a spreadsheet',
		tableOf(HEADER, ({ id, email, hash }) => `="${id}",${email},="${hash}"`),
	),
	isRead(
		'with ids as text of a spreadsheet, quoted, or in single quotes',
		tableOf(
			HEADER,
			({ id, email, hash }, index) =>
				`${['"=""ID"""', "'ID'", '\u200BID', ' ID '][index % 4]?.replace('ID', id)},${email},${hash}`,
		),
	),
	isRead(
		'with words for no value',
		[
			tableOf('user_id,sha1', ({ id, hash }) => `${id},\\x${hash}`),
			...['\\N', 'NULL', '(null)', '<null>', '[NULL]', 'None', 'nil', 'NaN', '-', "''", '*'].map(
				(word, index) => `${2000 + index},${word}\n`,
			),
		].join(''),
		{ rejected: { empty: 11 } },
	),
	isRead(
		'with zeros in place of hashes',
		`${spelled(String)}2000,a@example.org,${'0'.repeat(40)}\n2001,b@example.org,0x${'0'.repeat(40)}\n`,
		{ rejected: { placeholder: 2 } },
	),

	isRead('with a bad byte in a column that nobody needs', spoilt(LATIN_1)),
	isRead('with a NUL in a column that nobody needs', spoilt('a\0b')),
	isRead('with a quote in a column that nobody needs', spoilt('5" disk')),
	isRead('with text after a closing quote in a column that nobody needs', spoilt('"a"b')),
	isRead('with backslashes before quotes, in a column that nobody needs', spoilt('"a \\"b\\" c"')),
	isRead('with a delimiter in a doubtful cell', spoilt('"a" b, "c" d'), {
		candidates: WITHOUT_THIRD,
		rejected: { broken_quote: 1 },
	}),
	isRead('with a quote that is never closed', spoilt('"never'), {
		candidates: WITHOUT_THIRD,
		rejected: { broken_quote: 1 },
	}),
	isRead(
		'with a bad byte in a column that is kept',
		spoilt(Buffer.concat([Buffer.from('é'), LATIN_1])),
		{
			flags: ['--keep', 'nickname'],
			candidates: WITHOUT_THIRD,
			rejected: { not_utf8: 1 },
		},
	),
	isRead('with a NUL in a column that is kept', spoilt('a\0b'), {
		flags: ['--keep', 'nickname'],
		candidates: WITHOUT_THIRD,
		rejected: { contains_nul: 1 },
	}),
	isRead('with a NUL in a column of cohorts', spoilt('a\0b', 'plan'), {
		flags: ['--group-by', 'plan'],
		candidates: WITHOUT_THIRD,
		rejected: { contains_nul: 1 },
	}),
	isRead('with a name that cannot be read, which loses only its guesses', spoilt('a\0b', 'name'), {
		flags: ['--names'],
		says: [
			/^warning: the email address or name of 1 account could not be read, and was not compared$/m,
		],
	}),
	isRead(
		'with an address that cannot be read, which is not compared',
		tableOf(
			'user_id,email,sha1',
			({ id, email, hash }, index) => `${id},${email}${index === 2 ? '\0' : ''},${hash}`,
		),
		{
			others: { 'breached.txt': `${PEOPLE[2]?.email}\n` },
			flags: ['--breached-emails', 'FOLDER/breached.txt'],
			says: [/1 account could not be read, and was not compared/],
		},
	),
	{
		name: 'with a NUL in the id of a row far down',
		content: [
			'user_id,sha1',
			...MANY.map((row) => `${row}${row === 251 ? '\0' : ''},${PEOPLE[0]?.hash}`),
			'',
		].join('\n'),
		expected: {
			candidates: MANY.filter((row) => row !== 251).map(String),
			rejected: { contains_nul: 1 },
			says: [/^warning: 299 of 299 accounts \(100\.0 %\) have the same hash/m],
		},
	},

	isRead(
		'with an empty cell too many in each row',
		rowsOf(HEADER, ({ id, email, hash }) => [id, email, hash, '']),
	),
	isRead(
		'with blank cells too many in some rows',
		rowsOf(HEADER, ({ id, email, hash }, index) => [
			id,
			email,
			hash,
			...(index % 2 === 0 ? ['', ' ', '""'] : []),
		]),
	),
	isRead(
		'with a name too many in its header',
		rowsOf(`${HEADER},`, ({ id, email, hash }) => [id, email, hash]),
	),
	isRead(
		'without the empty cells at the end of rows, as spreadsheets save it',
		rowsOf('user_id,sha1,phone,city', ({ id, hash }, index) =>
			index % 2 === 0 ? [id, hash] : [id, hash, '555', 'Ulm'],
		),
	),
	isRead(
		'without a cell that is kept',
		rowsOf('user_id,sha1,phone,city', ({ id, hash }, index) =>
			index === 2 ? [id, hash, '555'] : [id, hash, '555', 'Ulm'],
		),
		{ flags: ['--keep', 'city'], candidates: WITHOUT_THIRD, rejected: { ragged_row: 1 } },
	),
	isRead(
		'with a cell too many that is not empty',
		rowsOf('user_id,sha1', ({ id, hash }, index) => (index === 2 ? [id, hash, 'x'] : [id, hash])),
		{ candidates: WITHOUT_THIRD, rejected: { ragged_row: 1 } },
	),
	isRefused(
		'with the row names of R, which have no name',
		rowsOf(HEADER, ({ id, email, hash }, index) => [`"${index + 1}"`, id, email, hash]),
		[/^error: the header has 3 names, but every row has 4 cells/, /row\.names = FALSE/],
	),
	isRefused(
		'with row names, and a last column that is always empty',
		rowsOf('user_id,sha1,phone', ({ id, hash }, index) => [String(index + 1), id, hash, '']),
		[/^error: the header has 3 names, but every row has 4 cells/],
	),

	isRefused(
		'with the password hashes of MySQL accounts',
		spelled((hash) => `*${createHash('sha1').update(hash, 'hex').digest('hex').toUpperCase()}`),
		[/"password_hash" contains no SHA-1 hashes: its cells look like .*MySQL/],
	),
	isRefused(
		'with a salt behind each hash',
		spelled((hash) => `${hash}:pepper7`),
		[/its cells have another value beside the hash, such as a salt/],
	),
	isRefused(
		'with a salt before each hash',
		spelled((hash, index) => `s${index}$${hash}`),
		[/another value beside the hash, such as a salt/],
	),
	isRefused(
		'with salted hashes of Django',
		spelled((hash) => `sha1$aB3$${hash}`),
		[/such as a salt/],
	),
	isRefused(
		'with salted hashes of LDAP',
		spelled((hash) => `{SSHA}${base64(`${hash}0123`)}`),
		[/such as a salt/],
	),
	isRefused(
		'with the bytes of the hashes, as Python shows them',
		spelled(
			(hash) =>
				`"b'${Buffer.from(hash, 'hex')
					.toString('latin1')
					.replace(
						/[^ -!#-[\]-~]/g,
						(byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
					)}'"`,
		),
		[/its cells are bytes that are not text/, /\.hex\(\) in Python/],
	),
	isRead(
		'with a few hashes of other kinds among those that can be looked up',
		`${spelled(String)}${[
			`*${'AB'.repeat(20)}`,
			`${'ab'.repeat(20)}:salt`,
			'$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW',
			'pbkdf2_sha256$260000$abc$wHZ4bV5o9eJc8Nw5fJ0Dzw==',
		]
			.map((cell, index) => `${2000 + index},a@example.org,${cell}\n`)
			.join('')}`,
		{ rejected: { looks_like_bcrypt: 1, looks_like_mysql_double_sha1: 1, salted: 2 } },
	),
	isRead(
		'with an apostrophe before ids and hashes, as spreadsheets mark text',
		tableOf(HEADER, ({ id, email, hash }) => `${id},${email},'${hash}`),
	),
	isRefused(
		'with hashes in base64 in a column of a name that says nothing',
		tableOf('id,value', ({ id, hash }) => `${id},${base64(hash)}`),
		[
			/^error: no column with SHA-1 hashes was found/,
			/"value" may have them in base64.*--hash-column value$/m,
		],
	),
	isRefused(
		'with names of columns in another language',
		tableOf('Kennung;Anrede;Prüfwert', ({ id, hash }) => `${id};Frau;${hash}`),
		[/no column with the account id was found/, /the columns are "Kennung", "Anrede", "Prüfwert"/],
	),
	isRead(
		'with email addresses and hashes alone, so that the addresses are the ids',
		tableOf('email,sha1', ({ email, hash }) => `${email},${hash}`),
		{ candidates: PEOPLE.slice(0, 5).map(({ email }) => email) },
	),
	isRefused(
		'with SHA-1 hashes and no header, for a store of NT hashes',
		tableOf('', ({ id, email, hash }) => `${id},${email},${hash}`).trimStart(),
		[/"column3" contains no NTLM hashes: its cells look like SHA-1/, /--kind sha1/],
		{ kind: NTLM },
	),
	isRefused(
		'with 32 digits, which may also be MD5 or a SHA-1 that was cut',
		spelled((hash) => hash.slice(0, 32)),
		[/look like NTLM or MD5/, /--kind ntlm; MD5 cannot be looked up, nor a SHA-1 that was cut/],
	),
	isRefused(
		'with NULs behind each hash',
		spelled((hash) => `${hash}\0\0\0`),
		[/"password_hash" contains no SHA-1 hashes: its cells contain NULs/, /without padding/],
	),
	isRefused(
		'with ids in another encoding than the header shows',
		Buffer.from(
			tableOf('username,sha1', ({ id, hash }) => `m\u00fcller${id},${hash}`),
			'latin1',
		),
		[/7 of 7 rejected as not_utf8/, /--encoding windows-1252/],
	),
	isRead(
		'with bcrypt in half of its rows, which no export makes better',
		spelled((hash, index) =>
			index % 2 === 0 ? hash : `$2b$12$${'abcdefghijklmnopqrstuv'}${'0123456789'.repeat(3)}A`,
		),
		{
			code: 4,
			candidates: ['1001', '1003', '1005'],
			rejected: { looks_like_bcrypt: 3 },
			says: [
				/leave accounts whose hashes are salted out of the export, or allow them with --max-rejected/,
			],
		},
	),
	isRefused(
		'with salted hashes of LDAP, which are salted for sure',
		spelled((hash) => `{SSHA}${base64(`${hash}0123`)}`),
		[/\{SSHA\}, PBKDF2 and scrypt are always salted/],
	),
];
