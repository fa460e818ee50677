/** Names files that are not text by their first bytes, with what makes a table of them. */

import { CredcheckError } from '../../../errors.ts';
import { COMPRESSIONS, MAGIC_BYTES } from '../../../source/compression.ts';

interface BinaryFile {
	/** Completes "users.csv is …". */
	readonly what: string;
	readonly hint: string;
	readonly isIt: (head: Buffer) => boolean;
}

const EXPORT_TABLE = 'export the table with its accounts as CSV';
/** What reads the databases of Windows. */
const EXPORT_DOMAIN =
	'export its accounts first, and check them with --kind ntlm: secretsdump.py -user-status';
const UNPACK = 'unpack it, and give the table inside; only gzip is read as it is';

/** Begins with these bytes, given as Latin-1. */
function begins(...starts: readonly string[]): BinaryFile['isIt'] {
	return (head) => starts.some((start) => hasAt(head, 0, start));
}

function hasAt(head: Buffer, at: number, bytes: string): boolean {
	return head.toString('latin1', at, at + bytes.length) === bytes;
}

const BINARY_FILES: readonly BinaryFile[] = [
	{
		what: 'a spreadsheet',
		hint: 'save it as CSV UTF-8, from the menu of the spreadsheet program',
		isIt: (head) =>
			hasAt(head, 0, 'PK\x03\x04') &&
			/xl\/|\[Content_Types\]|opendocument\.spreadsheet/.test(head.toString('latin1', 0, 4096)),
	},
	{
		what: 'an old spreadsheet or another document of Microsoft Office',
		hint: 'save it as CSV UTF-8, from the menu of the spreadsheet program',
		isIt: begins('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
	},
	...COMPRESSIONS.map(({ name, begins: start, command, isArchive }) => ({
		what: isArchive ? `a ${name} archive` : `compressed with ${name}`,
		hint: isArchive ? UNPACK : `decompress it: ${command}c FILE | credcheck backtest -`,
		isIt: (head: Buffer) => start.test(head.toString('latin1', 0, MAGIC_BYTES)),
	})),
	{ what: 'a tar archive', hint: UNPACK, isIt: (head) => hasAt(head, 257, 'ustar') },
	{
		what: 'compressed twice',
		hint: 'decompress it once: zcat FILE | credcheck backtest -',
		isIt: begins('\x1f\x8b\x08'),
	},
	{
		what: 'an SQLite database',
		hint: `${EXPORT_TABLE}: sqlite3 -csv -header FILE "SELECT id, email, hex(password_hash) AS sha1 FROM users"`,
		isIt: begins('SQLite format 3\0'),
	},
	{
		what: 'a DuckDB database',
		hint: `${EXPORT_TABLE}: duckdb FILE "COPY users TO 'users.csv'"`,
		isIt: (head) => hasAt(head, 8, 'DUCK'),
	},
	{
		what: 'a Parquet file',
		hint: `make CSV of it: duckdb -c "COPY (FROM 'FILE') TO 'users.csv'"`,
		isIt: begins('PAR1'),
	},
	{
		what: 'an ORC file',
		hint: EXPORT_TABLE,
		// A header may begin with ORCID.
		isIt: (head) =>
			hasAt(head, 0, 'ORC') && ((head[3] as number) < 0x20 || (head[3] as number) > 0x7e),
	},
	{
		what: 'an Avro file',
		hint: 'make JSON lines of it, which are read as they are: avro-tools tojson FILE',
		isIt: begins('Obj\x01'),
	},
	{
		what: 'an Arrow or Feather file',
		hint: EXPORT_TABLE,
		isIt: begins('ARROW1', 'FEA1'),
	},
	{ what: 'a PDF document', hint: EXPORT_TABLE, isIt: begins('%PDF-') },
	{
		what: 'a dump of PostgreSQL in its custom format',
		hint: `restore it into a database, then: psql --csv -c "SELECT id, email, password_hash FROM users"`,
		isIt: begins('PGDMP'),
	},
	{
		what: 'an archive of mongodump',
		hint: 'restore it into a database, then export the collection with mongoexport',
		isIt: begins('\x6d\xe2\x99\x81'),
	},
	{
		what: 'BSON, as mongodump writes it',
		hint: 'make JSON lines of it, which are read as they are: bsondump FILE',
		isIt: isBson,
	},
	{
		what: 'an Access database',
		hint: EXPORT_TABLE,
		isIt: begins('\0\x01\0\0Standard Jet DB', '\0\x01\0\0Standard ACE DB'),
	},
	{
		what: 'a database of Active Directory (ntds.dit) or another ESE database',
		hint: `${EXPORT_DOMAIN} -ntds FILE -system SYSTEM LOCAL`,
		isIt: (head) => hasAt(head, 4, '\xef\xcd\xab\x89'),
	},
	{
		what: 'a hive of the Windows registry',
		hint: `${EXPORT_DOMAIN} -sam SAM -system SYSTEM LOCAL; of a domain, from ntds.dit and SYSTEM`,
		isIt: begins('regf'),
	},
	{ what: 'a dump of Redis', hint: EXPORT_TABLE, isIt: begins('REDIS0') },
	{
		what: 'a KeePass database',
		hint: 'it is encrypted; give a table of hashes',
		isIt: begins('\x03\xd9\xa2\x9a'),
	},
	{
		what: 'an image',
		hint: EXPORT_TABLE,
		isIt: begins('\x89PNG\r\n', '\xff\xd8\xff', 'GIF8'),
	},
	{ what: 'a program', hint: EXPORT_TABLE, isIt: begins('\x7fELF', 'MZ\x90\0') },
];

/** The length of the first document, then the type of its first field and a name. */
function isBson(head: Buffer): boolean {
	if (head.length < 12 || head.readInt32LE(0) < 12 || head.readInt32LE(0) > 16 * 1024 ** 2)
		return false;
	const isField = (head[4] as number) >= 1 && (head[4] as number) <= 0x13;
	return isField && /^[A-Za-z_]\w*\0/.test(head.toString('latin1', 5, 64));
}

/** @throws CredcheckError INPUT when the file is known and not text */
export function refuseKnownBinary(head: Buffer, name: string): void {
	const known = BINARY_FILES.find(({ isIt }) => isIt(head));
	if (known !== undefined)
		throw new CredcheckError('INPUT', `${name} is ${known.what}`, known.hint);
}

/**
 * @param head of a file that is not UTF-16
 * @param delimiter if the user has given one
 * @throws CredcheckError INPUT when the first line has other control characters
 */
export function refuseUnknownBinary(head: Buffer, name: string, delimiter = ''): void {
	const line = /^[^\r\n]*/.exec(head.toString('latin1', 0, 4096))?.[0] ?? '';
	const first = delimiter === '' ? line : line.replaceAll(delimiter, '');
	// Form feed, end of file and escape occur in text.
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	if (!/[\0-\x08\x0e-\x19\x1c-\x1f]/.test(first)) return;
	throw new CredcheckError('INPUT', `${name} is not a text file`, EXPORT_TABLE);
}
