import { describe, expect, it } from 'vitest';
import { hashInLine } from '../../src/lookup/hash-line.ts';
import { HASH_KINDS, hashDigits, otherKind } from '../../src/range/kind.ts';

describe.each(HASH_KINDS)('a line with a $title hash', (kind) => {
	const hash = '0123456789abcdefABCDEF0123456789abcdefAB'.slice(0, hashDigits(kind));

	it.each([
		['alone', hash],
		['in upper case', hash.toUpperCase()],
		['with blanks around it', `\t ${hash} `],
		['as sha1sum prints it of stdin', `${hash}  -`],
		['as sha1sum prints it of a file', `${hash}  my passwords.txt`],
		['as sha1sum prints it of a binary file', `${hash} *secret.bin`],
		['as sha1sum prints it of a file with a line end in its name', `\\${hash}  my\\nfile`],
		['as openssl prints it', `SHA1(stdin)= ${hash}`],
		['as openssl 3 prints it', `SHA2-256(stdin)= ${hash}`],
		['as sha1sum --tag prints it', `SHA1 (my file) = ${hash}`],
	])(`a ${kind.title} hash is read %s`, (_, line) => {
		expect(hashInLine(line, kind)).toBe(line.match(/[0-9a-f]{32,}/i)?.[0]);
	});

	it.each([
		['nothing', ''],
		['a digit too few', hash.slice(1)],
		['a digit too many', `${hash}0`],
		['a salt after a colon', `${hash}:salt`],
		['a salt after a blank', `${hash} salt`],
		['a user before it', `anna ${hash}`],
		['a hash of another kind', 'A'.repeat(hashDigits(otherKind(kind)))],
	])(`a line with %s is no ${kind.title} hash`, (_, line) => {
		expect(hashInLine(line, kind)).toBeUndefined();
	});
});
