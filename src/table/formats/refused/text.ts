/** Names files of text that are no table, by their first lines, with what makes a table of them. */

import { CredcheckError } from '../../../errors.ts';
import { isKnownName } from '../../columns/header/header.ts';
import type { FormatOptions } from '../format.ts';
import type { Head } from '../head.ts';
import { refuseHashLines } from './hash-lines.ts';

interface TextFile {
	/** Completes "users.csv is …". */
	readonly what: string;
	readonly hint: string;
	readonly isIt: (head: Head) => boolean;
}

const EXPORT_TABLE = 'export the table with its accounts as CSV';

const FROM_DATABASE =
	'let the database write CSV: mysql --batch, psql --csv, sqlite3 -csv -header, duckdb -csv, sqlcmd -W -s ,; or PowerShell: Export-Csv';
const JSON_LINES = 'make JSON lines of it, which are read as they are';

const SALTED = 'such hashes are salted, so no list of hashes contains them';

/** Every line, of the first hundred, matches. */
function all(pattern: RegExp): TextFile['isIt'] {
	return ({ lines }) => lines.length > 0 && lines.slice(0, 100).every((line) => pattern.test(line));
}

/** The first line with content matches. */
function first(pattern: RegExp): TextFile['isIt'] {
	return ({ lines }) => pattern.test(lines[0] ?? '');
}

function second(pattern: RegExp): TextFile['isIt'] {
	return ({ lines }) => pattern.test(lines[1] ?? '');
}

function third(pattern: RegExp): TextFile['isIt'] {
	return ({ lines }) => pattern.test(lines[2] ?? '');
}

/** The line below the names of columns; a title may be above them. A comment of SQL has two dashes. */
const RULE =
	/^\s*(?:\|?-+(?:\+-+)+\|?|[├╞][─═┼].*|(?:\|\s*)?:?-{3,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?|(?:\|\s*)?:?--:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?)$/;

function isStatement(line: string): boolean {
	return /^\s*(?:(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s|INSERT\s+\[|UPDATE\s+\S+\s+SET\s|SET\s+IDENTITY_INSERT\s|CREATE\s+(?:TABLE|DATABASE)\s|DROP\s+TABLE\s|LOCK\s+TABLES\s|COPY\s.*\sFROM\s+stdin;|PRAGMA\s+foreign_keys)/i.test(
		line,
	);
}

const TEXT_FILES: readonly TextFile[] = [
	{
		what: 'a dump of SQL statements',
		hint: 'load it into a database, and let that write CSV: mysql --batch, psql --csv, sqlite3 -csv -header',
		isIt: (head) => first(/^\s*(?:--|\/\*|#|[A-Z]+\s|\\)/i)(head) && head.lines.some(isStatement),
	},
	{
		what: 'a table with blanks between its columns, as PowerShell, sqlcmd and others show it',
		hint: 'let the program write CSV: in PowerShell | Export-Csv FILE in place of Format-Table, sqlcmd -W -s ",", sqlite3 -csv -header',
		isIt: second(/^\s*-{2,}(?:[ \t]+-{2,})*\s*$/),
	},
	{
		what: 'a table drawn with lines, as database clients show it',
		hint: FROM_DATABASE,
		isIt: (head) =>
			[first, second, third].some((line) => line(/^\s*(?:\+[-=+]+\+|[┌╔╭][─═┬╦╤]+.*)$/)(head)) ||
			[second, third].some((line) => line(RULE)(head)),
	},
	{
		what: 'a listing that has a line for each column, as database clients and PowerShell show it',
		hint: FROM_DATABASE,
		isIt: (head) =>
			first(/^(?:-\[ RECORD 1 \]|\*{8,} 1\. row \*{8,})/)(head) ||
			(head.lines.length > 1 && all(/^\s*[\p{L}_][\p{L}\p{N} _.-]* [:=](?: |$)/u)(head)),
	},
	{
		what: 'a page of HTML',
		hint: 'a web server may have answered with a page of its own; export the table as CSV',
		isIt: first(/^\s*<(?:!doctype html|html|head|table)\b/i),
	},
	{
		what: 'XML',
		hint: EXPORT_TABLE,
		isIt: (head) =>
			first(/^\s*<\?xml\b/i)(head) ||
			(first(/^\s*<[a-z][\w:.-]*[\s>]/i)(head) && /<\/[a-z]/i.test(head.text)),
	},
	{
		what: 'LDIF',
		hint: 'export uid and userPassword of each entry as CSV, from a directory browser or with a script',
		isIt: (head) =>
			first(/^(?:version: 1|dn::? \S)/)(head) ||
			head.lines.find((line) => !line.startsWith('#'))?.startsWith('dn: ') === true,
	},
	{
		what: 'a key or certificate',
		hint: 'give the table with the accounts',
		isIt: first(/^(?:-----BEGIN [A-Z ]+-----|(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-\S+) )/),
	},
	{
		what: 'a pointer of Git LFS, not the file itself',
		hint: 'fetch the file: git lfs pull',
		isIt: first(/^version https:\/\/git-lfs\./),
	},
	{ what: 'PHP code', hint: EXPORT_TABLE, isIt: first(/^\s*<\?php\b/) },
	{
		what: 'a shadow file, whose hashes are salted',
		hint: SALTED,
		isIt: all(/^[^:\s]+:(?:\$[0-9a-z]+\$[^:]*|[!*]+[^:]*|):\d*:\d*:\d*:\d*:\d*:\d*:/),
	},
	{
		what: 'a passwd file, which has no hashes',
		hint: 'give the table with the hashes',
		isIt: all(/^[^:\s]+:[x*!]?:\d+:\d+:[^:]*:[^:]*:/),
	},
	{
		what: 'a password file whose hashes are salted',
		hint: SALTED,
		isIt: all(
			/^[^:\s]+:(?:\$(?:2[abxy]?|apr1|1|5|6|7|y|argon2\w*)\$|\{(?:SSHA\d*|SMD5|PBKDF2[\w-]*|CRYPT|BCRYPT|ARGON2\w*)\})/i,
		),
	},
	{
		what: 'a list of distinguished names, which need not have the names of the accounts',
		hint: 'give names of accounts: Get-ADGroupMember "Domain Admins" -Recursive | Select-Object SamAccountName | Export-Csv admins.csv',
		isIt: all(/^\s*"?(?:CN|UID)=[^,]+,.*\b(?:OU|DC|O|CN)=/i),
	},
	{
		what: 'a list of settings',
		hint: 'give the table with the accounts',
		isIt: (head) =>
			all(/^\s*(?:#|(?:export )?[A-Z][A-Z0-9_]*=(?!$))/)(head) &&
			head.lines.some((line) => line.includes('=')),
	},
	{
		what: 'YAML',
		hint: JSON_LINES,
		isIt: (head) =>
			(first(/^---\s*$/)(head) && second(/^\s*(?:- )?[\w"']+:/)(head)) ||
			((first(/^- /)(head) || second(/^\s*- /)(head)) &&
				all(/^\s*(?:- )?["']?[\w.-]+["']?:(?:\s|$)/)(head)),
	},
	{
		what: 'a table whose columns are padded with blanks',
		hint: "put one delimiter between them, such as a comma: awk -v OFS=, '{ $1 = $1; print }'",
		isIt: ({ lines: [names = ''] }) =>
			/\s{2}/.test(names.trim()) &&
			!/[,;|\t"]/.test(names) &&
			names
				.trim()
				.split(/\s{2,}/)
				.filter(isKnownName).length >= 2,
	},
	{
		what: 'what Python prints, not JSON',
		hint: `${JSON_LINES}: print(json.dumps(account)) for each`,
		isIt: first(/^\s*(?:\[\s*)?\{\s*'[^']*'\s*:/),
	},
	{
		what: 'what Ruby prints, not JSON',
		hint: `${JSON_LINES}: puts account.to_json for each`,
		isIt: first(/^\s*(?:\[\s*)?\{\s*(?::\w+|"[^"]*")\s*=>/),
	},
	{
		what: 'what PHP serializes',
		hint: `${JSON_LINES}: echo json_encode($account), PHP_EOL for each`,
		isIt: first(/^\s*[aO]:\d+:(?:\{|")/),
	},
];

/** @throws CredcheckError INPUT when the file is known to be no table */
export function refuseText(head: Head, options: FormatOptions): void {
	const known = TEXT_FILES.find(({ isIt }) => isIt(head));
	if (known !== undefined) {
		throw new CredcheckError('INPUT', `${head.name} is ${known.what}`, known.hint);
	}
	refuseHashLines(head, options);
}
