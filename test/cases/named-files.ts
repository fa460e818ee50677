/** Files that are no table: each is called by its name, with what makes a table of it. */

import { gzipSync } from 'node:zlib';
import { type Case, isRefused } from './case.ts';
import { PEOPLE, tableOf } from './people.ts';

/** Begins with these bytes, given as Latin-1, and goes on like any binary file. */
function binary(start: string): Buffer {
	return Buffer.concat([
		Buffer.from(start, 'latin1'),
		Buffer.from('\x01\0\x7f\n\xff\xfe', 'latin1'),
	]);
}

function lines(line: (person: (typeof PEOPLE)[number]) => string): string {
	return PEOPLE.map((person) => `${line(person)}\n`).join('');
}

const BSON = Buffer.from('\x16\0\0\0\x02_id\0\x05\0\0\x001001\0\0\0', 'latin1');

const BINARY: readonly Case[] = [
	isRefused('in a spreadsheet', binary('PK\x03\x04\x14\0\x06\0[Content_Types].xml'), [
		/is a spreadsheet/,
		/save it as CSV/,
	]),
	isRefused(
		'in a spreadsheet of LibreOffice',
		binary('PK\x03\x04\x14\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
		[/is a spreadsheet/],
	),
	isRefused('in an old spreadsheet', binary('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), [
		/old spreadsheet/,
		/save it as CSV/,
	]),
	isRefused('in a zip archive', binary('PK\x03\x04\x14\0\0\0users.csv'), [
		/is a zip archive/,
		/unpack it/,
	]),
	isRefused('in a 7z archive', binary('7z\xbc\xaf\x27\x1c'), [/is a 7z archive/]),
	isRefused('compressed with zstd', binary('\x28\xb5\x2f\xfd'), [
		/is compressed with zstd/,
		/zstd -dc/,
	]),
	isRefused('compressed with xz', binary('\xfd7zXZ\0'), [/is compressed with xz/, /xz -dc/]),
	isRefused('compressed with bzip2', binary('BZh91AY&SY'), [
		/is compressed with bzip2/,
		/bzip2 -dc/,
	]),
	isRefused('gzipped twice', gzipSync(gzipSync('id,sha1\n')), [/is compressed twice/, /zcat/]),
	isRefused('in an SQLite database', binary('SQLite format 3\0'), [
		/is an SQLite database/,
		/sqlite3 -csv -header/,
	]),
	isRefused('in an SQLite database, gzipped', gzipSync(binary('SQLite format 3\0')), [
		/is an SQLite database/,
	]),
	isRefused('in a Parquet file', binary('PAR1\x15'), [/is a Parquet file/, /duckdb/]),
	isRefused('in an ORC file', binary('ORC\x0a'), [/is an ORC file/]),
	isRefused('in an Avro file', binary('Obj\x01'), [/is an Avro file/, /tojson/]),
	isRefused('in a PDF document', '%PDF-1.7\n%abc\n', [/is a PDF document/]),
	isRefused('in a custom dump of PostgreSQL', binary('PGDMP\x01'), [
		/is a dump of PostgreSQL/,
		/psql --csv/,
	]),
	isRefused('in BSON', BSON, [/is BSON, as mongodump writes it/, /bsondump/]),
	isRefused('in a database of Active Directory', binary('\x12\x34\x56\x78\xef\xcd\xab\x89'), [
		/ntds\.dit/,
	]),
	isRefused('in a binary file of any kind', binary('\x00\x02\x10\x80'), [/is not a text file/]),
	isRefused('in UTF-32', binary('\xff\xfe\0\0'), [/is in UTF-32/, /iconv/]),
];

const DATABASES: readonly Case[] = [
	isRefused(
		'in a dump of SQL',
		`-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nINSERT INTO \`users\` VALUES ${PEOPLE.map(({ id, hash }) => `(${id},'${hash}')`).join(',')};\n`,
		[/is a dump of SQL statements/, /psql --csv/],
	),
	isRefused(
		'in a dump of PostgreSQL',
		`--\n-- PostgreSQL database dump\n--\nCOPY public.users (id, sha1) FROM stdin;\n${lines(({ id, hash }) => `${id}\t${hash}`)}\\.\n`,
		[/is a dump of SQL statements/],
	),
	isRefused(
		'in a script of SQL Server',
		`USE [shop]\nGO\n${lines(({ id, hash }) => `INSERT [dbo].[Users] ([Id], [Sha1]) VALUES (${id}, 0x${hash})`)}`,
		[/is a dump of SQL statements/],
	),
	isRefused(
		'in a dump of SQL with a long preface',
		`-- MariaDB dump\n--\n${'--\n'.repeat(300)}${lines(({ id, hash }) => `INSERT INTO u VALUES (${id},'${hash}');`)}`,
		[/is a dump of SQL statements/],
	),
	isRefused(
		'that psql drew below a title',
		`Users\n id   | sha1 \n------+------\n${lines(({ id, hash }) => ` ${id} | ${hash}`)}`,
		[/is a table drawn with lines/],
	),
	isRefused(
		'that mysql drew below a warning',
		`mysql: [Warning] Using a password can be insecure.\n+----+\n| id |\n+----+\n${lines(({ hash }) => `| ${hash} |`)}`,
		[/is a table drawn with lines/],
	),
	isRefused(
		'of Emacs',
		`| id | sha1 |\n|----+------|\n${lines(({ id, hash }) => `| ${id} | ${hash} |`)}`,
		[/is a table drawn with lines/],
	),
	isRefused(
		'whose columns are padded with blanks',
		`user_id   sha1\n${lines(({ id, hash }) => `${id.padEnd(9)} ${hash}`)}`,
		[/columns are padded with blanks/, /awk/],
	),
	isRefused(
		'that PowerShell lists',
		lines(({ id, hash }) => `id   : ${id}\nsha1 : ${hash}\n`),
		[/a line for each column/, /Export-Csv/],
	),
	isRefused(
		'in YAML without its first mark',
		lines(({ id, hash }) => `- id: ${id}\n  sha1: ${hash}`),
		[/is YAML/],
	),
	isRefused(
		'that Python prints',
		lines(({ id, hash }) => `{'id': '${id}', 'sha1': '${hash}'}`),
		[/is what Python prints, not JSON/, /json\.dumps/],
	),
	isRefused(
		'that mysql drew',
		`+------+------+\n| id   | sha1 |\n+------+------+\n${lines(({ id, hash }) => `| ${id} | ${hash} |`)}+------+------+\n`,
		[/is a table drawn with lines/, /mysql --batch/],
	),
	isRefused(
		'that psql drew',
		` id   | sha1 \n------+------\n${lines(({ id, hash }) => ` ${id} | ${hash}`)}(7 rows)\n`,
		[/is a table drawn with lines/, /psql --csv/],
	),
	isRefused(
		'that DuckDB drew',
		`┌──────┬──────┐\n│  id  │ sha1 │\n├──────┼──────┤\n${lines(({ id, hash }) => `│ ${id} │ ${hash} │`)}`,
		[/is a table drawn with lines/],
	),
	isRefused(
		'in Markdown',
		`| id | sha1 |\n|----|------|\n${lines(({ id, hash }) => `| ${id} | ${hash} |`)}`,
		[/is a table drawn with lines/],
	),
	isRefused(
		'in columns as sqlcmd prints them',
		`id   sha1\n---- ----------------------------------------\n${lines(({ id, hash }) => `${id} ${hash}`)}`,
		[/is a table with blanks between its columns/, /sqlcmd -W/, /Export-Csv/],
	),
	isRefused(
		'with a line for each column',
		`*************************** 1. row ***************************\n  id: 1001\nsha1: ${PEOPLE[0]?.hash}\n`,
		[/a line for each column/],
	),
	isRefused(
		'of the MongoDB shell',
		lines(({ id, hash }) => `{ _id: ObjectId('${id}'), sha1: '${hash}' }`),
		[/MongoDB shell/, /mongoexport/],
	),
	isRefused(
		'in one JSON object',
		JSON.stringify({ users: PEOPLE.map(({ id, hash }) => ({ localId: id, passwordHash: hash })) }),
		[/is one JSON object that contains those of the accounts/, /jq -c/],
	),
	isRefused(
		'in one JSON object over many lines',
		JSON.stringify(
			{ users: Object.fromEntries(PEOPLE.map(({ id, hash }) => [id, { sha1: hash }])) },
			undefined,
			2,
		),
		[/is one JSON object that contains/],
	),
	isRefused('in JSON arrays', JSON.stringify(PEOPLE.map(({ id, hash }) => [id, hash])), [
		/JSON whose rows are arrays/,
		/jq -r '\.\[\] \| @csv'.*--no-header/,
	]),
	isRefused(
		'in JSON arrays, one a line',
		lines(({ id, hash }) => JSON.stringify([id, hash])),
		[/JSON whose rows are arrays/, /jq -r '@csv'/],
	),
	isRefused(
		'in a JSON array that was cut off',
		JSON.stringify(PEOPLE.map(({ id, hash }) => ({ id, sha1: hash }))).slice(0, -30),
		[/is truncated: the JSON array has no end/],
	),
];

const HASHES: readonly Case[] = [
	isRefused(
		'that a password cracker wrote',
		lines(({ hash, password }) => `${hash}:${password}`),
		[/has the passwords beside their hashes/],
	),
	isRefused(
		'that a password cracker wrote, whatever the flags',
		lines(({ hash, password }) => `${hash}:${password}`),
		[/has the passwords beside their hashes/],
		{ flags: ['--no-header', '--delimiter', 'colon', '--hash-column', '1', '--id-column', '2'] },
	),
	isRefused(
		'that has passwords before their hashes',
		lines(({ hash, password }) => `${password}:${hash}`),
		[/has the passwords beside their hashes/],
	),
	isRefused(
		'of names, hashes and the passwords that a cracker found',
		lines(({ id, hash, password }) => `${id}:${hash}:${password}`),
		[/has the passwords beside their hashes, in column 3/],
		{ flags: ['--id-column', '1', '--keep', '3'] },
	),
	isRefused(
		'of hashes and salts',
		lines(({ hash, id }) => `${hash}:x${id}`),
		[/may be a password or a salt/, /--id-column 2/],
	),
	isRefused(
		'of ranges',
		PEOPLE.map(({ hash }) => `${hash.toUpperCase()}:5\r\n`)
			.toSorted()
			.filter((line, index, all) => line !== all[index - 1])
			.join(''),
		[/has ranges of hashes with their counts/, /credcheck sync --source/],
	),
	isRefused(
		'of one range',
		Array.from({ length: 9 }, (_, index) => `${index}${'0'.repeat(34)}:${index}\r\n`).join(''),
		[/has a range of hashes with their counts/, /folder/],
	),
	isRefused(
		'that sha1sum wrote',
		lines(({ id, hash }) => `${hash}  ${id}.txt`),
		[/as sha1sum prints them/],
	),
	isRefused(
		'of shadow passwords',
		'root:$6$abc$def:18000:0:99999:7:::\ndaemon:*:18000:0:99999:7:::\n',
		[/is a shadow file/],
	),
	isRefused('of users without hashes', 'root:x:0:0:root:/root:/bin/sh\n', [/is a passwd file/]),
	isRefused('of htpasswd with salted SHA-1', 'ann:{SSHA}YWJj\nbob:{SSHA}ZGVm\n', [
		/whose hashes are salted/,
	]),
	isRefused(
		'that a password cracker wrote, with passwords in hex',
		lines(({ hash, password }) => `${hash}:$HEX[${Buffer.from(password).toString('hex')}]`),
		[/has the passwords beside their hashes/],
	),
	isRefused(
		'with a header, of which the passwords would become ids',
		tableOf('found,sha1', ({ hash, password }) => `${password},${hash}`),
		[/the table has the passwords beside their hashes, in column 1/],
		{ flags: ['--id-column', 'found'] },
	),
	isRefused(
		'with a header, of which the passwords would be kept',
		tableOf('id,sha1,found', ({ id, hash, password }) => `${id},${hash},${password}`),
		[/the table has the passwords beside their hashes, in column 3/],
		{ flags: ['--keep', 'found'] },
	),
	isRefused('of htpasswd with bcrypt', 'ann:$2y$05$abc\nbob:$apr1$x$y\n', [
		/whose hashes are salted/,
	]),
];

const OTHER_TEXT: readonly Case[] = [
	isRefused('in a page of HTML', '<!DOCTYPE html>\n<html><body>sign in</body></html>\n', [
		/is a page of HTML/,
	]),
	isRefused('in XML', '<?xml version="1.0"?>\n<users/>\n', [/is XML/]),
	isRefused(
		'in LDIF',
		lines(({ id }) => `dn: uid=${id},dc=example\nuserPassword:: e1NIQX0=\n`),
		[/is LDIF/],
	),
	isRefused('of settings', 'DB_HOST=localhost\nDB_PASSWORD=hunter2\n', [/is a list of settings/]),
	isRefused('that is a key', '-----BEGIN PRIVATE KEY-----\nabc\n', [/is a key or certificate/]),
	isRefused(
		'that Git LFS has not fetched',
		'version https://git-lfs.github.com/spec/v1\noid sha256:abc\n',
		[/pointer of Git LFS/],
	),
	isRefused('of nothing', '', [/is empty/]),
	isRefused('of nothing, gzipped', gzipSync(''), [/is empty/]),
	isRefused('of blank lines', ' \r\n\n\t\n', [/has nothing but blank lines/]),
	isRefused(
		'without a column that is known',
		tableOf('konto,kennung', ({ id }) => `${id},x`),
		[/no column with SHA-1 hashes was found/, /its number, 1 to 2, will do/],
	),
	isRefused(
		'with names that end like others',
		tableOf('a.id,b.id,sha1', ({ id, hash }) => `${id},${id},${hash}`),
		[/no column with the account id/, /the columns are "a\.id", "b\.id", "sha1"/],
	),
];

/** Pairs of a name and a value, and rows below lines that are no header. */
const NO_TABLE: readonly Case[] = [
	isRefused(
		'in YAML without a mark at its beginning',
		lines(({ id, hash }) => `- id: ${id}\n  sha1: ${hash}`),
		[/is YAML/, /JSON lines/],
	),
	isRefused(
		'in YAML, each hash first',
		lines(({ id, hash }) => `- sha1: ${hash}\n  id: ${id}`),
		[/is YAML/],
	),
	isRefused(
		'in YAML, as one list with a name',
		`users:\n${lines(({ id, hash }) => `  - id: ${id}\n    sha1: "${hash}"`)}`,
		[/is YAML/],
	),
	isRefused(
		'as PowerShell lists objects',
		lines(({ id, hash }) => `UserId       : ${id}\nPasswordSha1 : ${hash}\n`),
		[/has a line for each column/, /Export-Csv/],
	),
	isRefused(
		'in the line mode of sqlite3',
		lines(({ id, hash }) => `  id = ${id}\nsha1 = ${hash}\n`),
		[/has a line for each column/, /sqlite3 -csv -header/],
	),
	isRefused(
		'that Python printed',
		`[${PEOPLE.map(({ id, hash }) => `{'id': '${id}', 'sha1': '${hash}'}`).join(', ')}]\n`,
		[/is what Python prints, not JSON/, /json\.dumps/],
	),
	isRefused(
		'that Python printed, an object a line',
		lines(({ id, hash }) => `{'id': ${id}, 'sha1': '${hash}'}`),
		[/is what Python prints, not JSON/],
	),
	isRefused(
		'that Ruby printed',
		`[${PEOPLE.map(({ id, hash }) => `{:id=>${id}, :sha1=>"${hash}"}`).join(', ')}]\n`,
		[/is what Ruby prints, not JSON/, /to_json/],
	),
	isRefused(
		'that Ruby printed, with names as text',
		lines(({ id, hash }) => `{"id"=>${id}, "sha1"=>"${hash}"}`),
		[/is what Ruby prints, not JSON/],
	),
	isRefused(
		'that PHP serialized',
		lines(({ id, hash }) => `a:2:{s:2:"id";i:${id};s:4:"sha1";s:40:"${hash}";}`),
		[/is what PHP serializes/, /json_encode/],
	),
	isRefused(
		'in one JSON object whose keys are the ids',
		JSON.stringify(Object.fromEntries(PEOPLE.map(({ id, hash }) => [id, { hash }]))),
		[/is one JSON object/, /jq -c 'to_entries\[\] \| \{id: \.key\} \+ \.value'/],
	),
];

export const NAMED_FILES: readonly Case[] = [
	...NO_TABLE,
	...BINARY,
	...DATABASES,
	...HASHES,
	...OTHER_TEXT,
];
