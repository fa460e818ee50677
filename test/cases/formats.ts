/** Tables in other encodings, line ends and dialects than plain CSV, and in JSON: what a person would read, is read. */

import { gzipSync } from 'node:zlib';
import { type Case, isRead } from './case.ts';
import { MATCHED, PEOPLE, type Person, tableOf } from './people.ts';

const HEADER = 'user_id,email,password_hash';
const plainLine = ({ id, email, hash }: Person): string => `${id},${email},${hash}`;
const PLAIN = tableOf(HEADER, plainLine);

/** The table with another delimiter, and a city with letters beyond ASCII. */
const CITIES = tableOf('Straße;user_id;sha1', ({ id, hash }) => `Köln;${id};${hash}`, '\r\n');

function utf16le(text: string): Buffer {
	return Buffer.from(text, 'utf16le');
}

function utf16be(text: string): Buffer {
	return utf16le(text).swap16();
}

const ENCODINGS: readonly Case[] = [
	isRead('in UTF-8 with a byte order mark', `\uFEFF${PLAIN}`),
	isRead('in UTF-16, as Excel saves Unicode text', utf16le(`\uFEFF${PLAIN.replaceAll(',', '\t')}`)),
	isRead('in UTF-16, big-endian', utf16be(`\uFEFF${PLAIN}`)),
	isRead('in UTF-16 with semicolons and CRLF', utf16le(`\uFEFF${CITIES}`)),
	isRead('in UTF-16, gzipped', gzipSync(utf16le(`\uFEFF${PLAIN}`))),
	isRead('in UTF-16 without a byte order mark', utf16le(PLAIN)),
	isRead('in UTF-16, big-endian, without a byte order mark', utf16be(CITIES)),
	isRead(
		'in UTF-16 whose lines end with CR alone',
		utf16le(`\uFEFF${PLAIN.replaceAll('\n', '\r')}`),
	),
	isRead('in Latin-1 that the flag names', Buffer.from(CITIES, 'latin1'), {
		flags: ['--encoding', 'latin1', '--keep', 'Straße'],
	}),
	isRead('in Latin-1 that nothing names', Buffer.from(CITIES, 'latin1'), {
		says: [/is not UTF-8, and was read as Windows-1252/, /--encoding/],
	}),
	isRead('in UTF-8 although the flag says otherwise, by its byte order mark', `\uFEFF${CITIES}`, {
		flags: ['--encoding', 'windows-1252', '--keep', 'Straße'],
	}),
	isRead(
		'in Shift-JIS that the flag names',
		Buffer.concat([
			// 氏名
			Buffer.from([0x8e, 0x81, 0x96, 0xbc]),
			Buffer.from(
				tableOf(',user_id,sha1', ({ id, hash }) => `\x8e\x81,${id},${hash}`),
				'latin1',
			),
		]),
		{ flags: ['--encoding', 'shift_jis', '--keep', '氏名'] },
	),
];

const LINE_ENDS: readonly Case[] = [
	isRead(
		'whose lines end with CR alone, below a header that ends with LF',
		PLAIN.replaceAll('\n', '\r').replace('\r', '\n'),
	),
	isRead(
		'whose last lines end with CR CR LF, after others with LF',
		tableOf(
			'"user_id","sha1"',
			({ id, hash }, index) => `"${id}","${hash}"${index > 2 ? '\r\r' : ''}`,
		),
	),
	isRead('whose lines end with CR alone', PLAIN.replaceAll('\n', '\r')),
	isRead('whose lines end with CR CR LF', PLAIN.replaceAll('\n', '\r\r\n')),
	isRead(
		'of quoted cells whose lines end with CR CR LF',
		tableOf('"user_id","sha1"', ({ id, hash }) => `"${id}","${hash}"`, '\r\r\n'),
	),
	isRead('whose lines end in one way or another', PLAIN.replace('\n', '\r').replace('\n', '\r\n')),
	isRead(
		'whose lines end with CR alone, gzipped, after an empty line',
		gzipSync(`\r${PLAIN.replaceAll('\n', '\r')}`),
	),
];

const DELIMITERS: readonly Case[] = [
	isRead('with carets between cells', PLAIN.replaceAll(',', '^')),
	isRead('with tildes between cells', PLAIN.replaceAll(',', '~')),
	isRead('with blanks between cells', PLAIN.replaceAll(',', ' ')),
	isRead(
		'of names and hashes with a blank between them',
		PEOPLE.map(({ id, hash }) => `${id} ${hash}\n`).join(''),
		{ says: [/has no header line: column 2 was read as hashes, column 1 as account ids/] },
	),
	isRead(
		'of names with commas, colons and hashes',
		PEOPLE.map(({ id, hash }, index) => `${index === 0 ? 'Doe, J' : id}:${hash}\n`).join(''),
		{
			candidates: ['Doe, J', ...MATCHED.slice(1)],
			says: [/column 2 was read as hashes, column 1 as account ids/],
		},
	),
	isRead(
		'of names, colons and hashes',
		tableOf('username:sha1', ({ id, hash }) => `${id}:${hash}`),
	),
	isRead(
		'of names, colons and hashes, in which a name has a quote',
		`user"0:${'AB'.repeat(20)}\n${PEOPLE.map(({ id, hash }) => `${id}:${hash}\n`).join('')}`,
		{
			flags: ['--no-header', '--delimiter', 'colon'],
		},
	),
	isRead(
		'of three columns with colons',
		tableOf('email:user_id:sha1', ({ id, email, hash }) => `${email}:${id}:${hash}`),
	),
	isRead(
		'as htpasswd writes it',
		PEOPLE.map(({ id, hash }) => {
			return `${id}:{SHA}${Buffer.from(hash, 'hex').toString('base64')}\n`;
		}).join(''),
		{ says: [/has no header line: column 2 was read as hashes, column 1 as account ids/] },
	),
	isRead('with carets, which the flag names', PLAIN.replaceAll(',', '^'), {
		flags: ['--delimiter', '^'],
	}),
	isRead('with the delimiter of Hive', PLAIN.replaceAll(',', '\u0001'), {
		flags: ['--delimiter', '\u0001'],
	}),
	isRead('whose first line names the delimiter', `sep=;\r\n${PLAIN.replaceAll(',', ';')}`),
	isRead('whose first line names a caret', `\uFEFF"sep=^"\r\n${PLAIN.replaceAll(',', '^')}`),
];

const PREAMBLES: readonly Case[] = [
	isRead('with a title above the header', `Users of the shop\n\n${PLAIN}`),
	isRead('with titles in cells above the header', `Users,,\nof 2024-01-01,,\n,,\n${PLAIN}`),
	isRead(
		'below the statement that SQL*Plus repeats',
		`SQL> select * from users;\n\n${tableOf('"ID","EMAIL","SHA1_HASH"', ({ id, email, hash }) => `${id},"${email}","${hash.toUpperCase()}"`)}`,
	),
	isRead(
		'with a comment of SQL above a header with semicolons',
		`-- users, of the shop\n${PLAIN.replaceAll(',', ';')}`,
	),
	isRead('with a comment that names columns', `# columns: id, email\n${PLAIN}`),
	isRead(
		'as PowerShell exports it, after its type',
		`\uFEFF#TYPE Selected.System.Data.DataRow\r\n${tableOf('"user_id","sha1"', ({ id, hash }) => `"${id}","${hash}"`, '\r\n')}`,
	),
	isRead('with comments before the header', `# exported on Monday, by Ann\n#\n${PLAIN}`),
	isRead('whose header is a comment', `#${PLAIN}`),
	isRead(
		'with a comment before a delimiter that is rarer',
		`# a, b, c\n${PLAIN.replaceAll(',', ';')}`,
	),
];

const HEADERLESS: readonly Case[] = [
	isRead(
		'of ids and hashes without a header',
		PEOPLE.map(({ id, hash }) => `${id},${hash}\n`).join(''),
		{ says: [/has no header line: column 2 was read as hashes, column 1 as account ids/] },
	),
	isRead(
		'without a header, with an address that is no id',
		PEOPLE.map((person) => `${plainLine(person)}\n`).join(''),
		{
			flags: ['--no-header', '--breached-emails', 'FOLDER/emails.txt'],
			others: { 'emails.txt': 'person0@example.org\n' },
		},
	),
	isRead(
		'without a header whose columns are given by their numbers',
		PEOPLE.map((person) => `x\ty\t${plainLine(person).replaceAll(',', '\t')}\n`).join(''),
		{ flags: ['--no-header', '--hash-column', '5', '--id-column', '3', '--keep', 'column4'] },
	),
	isRead(
		'with two columns of one name, one of which is given by its number',
		tableOf('id,id,sha1', ({ id, hash }, index) => `${index},${id},${hash}`),
		{ flags: ['--id-column', '2'] },
	),
	{
		name: 'of hashes alone, without a header',
		content: PEOPLE.map(({ hash }) => `${hash}\n`).join(''),
		expected: {
			candidates: MATCHED.map(() => ''),
			says: [
				/no header line: column 1 was read as hashes;|no header line: column 1 was read as hashes$/m,
			],
		},
	},
];

const QUOTES: readonly Case[] = [
	isRead(
		'with blanks before quotes',
		tableOf(
			'"user_id", "email", "sha1"',
			({ id, email, hash }) => `"${id}", "${email}", "${hash}"`,
		),
	),
	isRead(
		'with blanks around quotes, and delimiters inside',
		tableOf('user_id, name, sha1', ({ id, hash }) => `"${id}" , "Doe, Jane" , "${hash}"`),
	),
	isRead(
		'with tabs around quotes',
		tableOf('user_id;sha1', ({ id, hash }) => `\t"${id}"\t;\t"${hash}"`),
	),
	isRead(
		'in single quotes',
		tableOf("'user_id','name','sha1'", ({ id, hash }) => `'${id}','O''Hara, Ann','${hash}'`),
	),
	isRead(
		'with bare names and numbers, and text in single quotes',
		tableOf('user_id,name,sha1', ({ id, hash }) => `${id},'Doe, Jane','${hash}'`),
	),
	isRead(
		'with cells that Excel takes for text',
		tableOf('user_id,note,sha1', ({ id, hash }) => `="${id}",="a,b",="${hash}"`),
	),
	isRead(
		'with quoted cells that Excel takes for text',
		tableOf('user_id,sha1', ({ id, hash }) => `"=""${id}""","=""${hash}"""`),
	),
];

const ESCAPES: readonly Case[] = [
	isRead(
		'as MySQL writes an outfile without quotes, with a delimiter in a cell',
		tableOf('user_id,name,sha1', ({ id, hash }) => `${id},Doe\\, Jane,${hash}`),
		{ flags: ['--keep', 'name'] },
	),
	isRead(
		'with a path that ends in a backslash, which escapes nothing',
		tableOf('user_id,path,sha1', ({ id, hash }) => `${id},C:\\,${hash}`),
	),
	isRead(
		'as MySQL writes an outfile with quotes',
		tableOf(
			'"user_id","nickname","sha1"',
			({ id, hash }) => `"${id}","a \\"b\\", c\\\\","${hash}"`,
		),
	),
	isRead(
		'as MySQL writes an outfile, with a line end in a cell and NULL',
		tableOf(
			'"user_id","note","city","sha1"',
			({ id, hash }) => `"${id}","two\\\nlines",\\N,"${hash}"`,
		),
	),
	isRead(
		'as PostgreSQL copies text',
		tableOf(
			'user_id\tnote\tpassword_hash',
			({ id, hash }) => `${id}\ta\\tb\\\\c\\nd\t\\\\x${hash}`,
		),
		{ flags: ['--keep', 'note'] },
	),
	isRead(
		'as mysql --batch prints it, with NULL and an escaped tab',
		tableOf('user_id\tnote\tcity\tsha1', ({ id, hash }) => `${id}\ta\\tb\t\\N\t${hash}`),
	),
	isRead(
		'of names in a domain, whose backslashes escape nothing',
		tableOf('username,sha1', ({ id, hash }) => `DOM\\${id},${hash}`),
		{ candidates: MATCHED.map((id) => `DOM\\${id}`) },
	),
	isRead(
		'of names in a domain in quotes, whose backslashes escape nothing',
		tableOf('username\tsha1', ({ id, hash }) => `"DOM\\new${id}\\"\t"${hash}"`),
		{ candidates: MATCHED.map((id) => `DOM\\new${id}\\`) },
	),
];

const JSON_TABLES: readonly Case[] = [
	isRead(
		'of JSON lines, as mongoexport writes them',
		PEOPLE.map(({ id, email, hash }) => {
			const document = {
				_id: { $oid: id },
				profile: { email },
				services: { password: { sha1: hash } },
			};
			return `${JSON.stringify(document)}\n`;
		}).join(''),
		{ file: 'users.jsonl' },
	),
	isRead(
		'of JSON lines with CRLF and blank lines',
		PEOPLE.map(({ id, hash }) => `${JSON.stringify({ id, sha1: hash })}\r\n\r\n`).join(''),
	),
	isRead(
		'of JSON lines in UTF-16, gzipped',
		gzipSync(
			utf16le(`\uFEFF${PEOPLE.map(({ id, hash }) => `{"id":${id},"sha1":"${hash}"}\n`).join('')}`),
		),
	),
	isRead(
		'of JSON lines with long numbers, whose digits stay',
		PEOPLE.map(({ id, hash }) => `{"id":90071992547409${id}.0,"x":1e400,"sha1":"${hash}"}\n`).join(
			'',
		),
		{ candidates: MATCHED.map((id) => `90071992547409${id}.0`) },
	),
	isRead(
		'of JSON lines, one of which is broken and one cut off',
		`${PEOPLE.map(({ id, hash }, index) => {
			const line = JSON.stringify({ id, sha1: hash, tags: ['a,b', { c: '"' }] });
			return `${line}\n${['not JSON\n', '', '[1]\n'][index] ?? ''}`;
		}).join('')}{"id":"1008","sha`,
		{ rejected: { not_json: 3 } },
	),
	isRead(
		'of JSON lines whose fields differ',
		PEOPLE.map(({ id, email, hash }, index) => {
			return `${JSON.stringify(index % 2 === 0 ? { sha1: hash, id, note: 'a\nb' } : { email, id, sha1: hash, emails: [{ address: email }] })}\n`;
		}).join(''),
		{ flags: ['--keep', 'note,emails.0.address'] },
	),
	isRead(
		'of JSON lines as DynamoDB exports them, each value with its type',
		PEOPLE.map(
			({ id, hash }) => `${JSON.stringify({ Item: { id: { N: id }, sha1: { S: hash } } })}\n`,
		).join(''),
	),
	isRead(
		'in a JSON array',
		JSON.stringify(PEOPLE.map(({ id, email, hash }) => ({ uid: Number(id), email, sha1: hash }))),
		{ file: 'users.json' },
	),
	isRead(
		'in a JSON array over many lines',
		JSON.stringify(
			PEOPLE.map(({ id, hash }) => ({ id, names: ['], ['], sha1: hash })),
			undefined,
			2,
		),
	),
	isRead(
		'of JSON objects over many lines, one after the other',
		PEOPLE.map(({ id, hash }) => `${JSON.stringify({ id, sha1: hash }, undefined, 2)}\n`).join(''),
	),
];

const NAMES: readonly Case[] = [
	isRead(
		'of Django, as dumpdata writes it',
		JSON.stringify(
			PEOPLE.map(({ id, email, hash }) => ({
				pk: id,
				fields: { email, password: `sha1$$${hash}` },
			})),
		),
	),
	isRead(
		'as DynamoDB exports it',
		PEOPLE.map(({ id, hash }) => {
			return `${JSON.stringify({ Item: { user_id: { N: id }, sha1: { S: hash } } })}\n`;
		}).join(''),
	),
	...[
		['of Firebase', 'localId,email,passwordHash'],
		['of PrestaShop', 'id_customer,email,passwd'],
		['of a directory', 'dn,mail,userPassword'],
		['in German', 'benutzer_id,email,passwort'],
		['in Spanish', 'usuario,correo,clave'],
		['in French', 'identifiant,courriel,mot_de_passe'],
		['as SQL Server quotes names', '[user_id],[email],[sha1]'],
		['as MySQL quotes names', '`user_id`,`email`,`sha1`'],
		['with paths of slashes', 'user/id,user/email,user/sha1'],
		['as mongoexport writes it', '_id,profile.email,services.password.sha1'],
		['of Magento', 'entity_id,customer_email,pass'],
		['of WordPress', 'ID,user_email,user_pass'],
		['of Django or Laravel', 'id,email,password'],
		['of Rails', 'id,email,encrypted_password'],
		['of phpBB', 'user_id,user_email,user_password'],
	].map(([what, header = '']) => isRead(what as string, tableOf(header, plainLine))),
	isRead(
		'with a path to the column of ids among several',
		tableOf('_id,company.id,sha1', ({ id, hash }) => `${id},7,${hash}`),
	),
];

const LISTS: readonly Case[] = [
	...(
		[
			['quoted ids', '"1001"\r\n"1002"\r\n'],
			['ids in UTF-16', utf16le('\uFEFF1001\r\n1002\r\n')],
			['ids whose lines end with CR alone', '1001\r1002'],
			['ids after a byte order mark', '\uFEFF1001\n1002\n'],
			[
				'a table of ids in UTF-16 with semicolons',
				utf16le('\uFEFFname;account_id\nx;1001\ny;1002\n'),
			],
			[
				'a table of ids with blanks before quotes',
				'"name", "account_id"\n"x", "1001"\n"y", "1002"\n',
			],
			['a table of ids whose header is a comment', '# account_id,name\n1001,x\n1002,y\n'],
			['JSON lines', '{"account_id":1001}\n{"account_id":1002}\n'],
		] as const
	).map(([what, list]) =>
		isRead(`without the accounts of a list of ${what}`, PLAIN, {
			flags: ['--exclude', 'FOLDER/list.txt'],
			others: { 'list.txt': list },
			candidates: MATCHED.slice(2),
		}),
	),
];

export const FORMATS: readonly Case[] = [
	...ENCODINGS,
	...LINE_ENDS,
	...DELIMITERS,
	...PREAMBLES,
	...HEADERLESS,
	...QUOTES,
	...ESCAPES,
	...JSON_TABLES,
	...NAMES,
	...LISTS,
];
