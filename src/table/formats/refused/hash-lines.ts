/**
 * Names files whose lines begin with a hash: what password crackers write, ranges, and the output of `sha1sum`. Read
 * as a table, the passwords in such a file would become the ids of accounts, and get into reports.
 */

import { createHash } from 'node:crypto';
import { CredcheckError } from '../../../errors.ts';
import { HASH_KINDS } from '../../../range/kind.ts';
import { hashOfPassword } from '../../../range/password.ts';
import type { FormatOptions } from '../format.ts';
import type { Head } from '../head.ts';

const SAMPLE_LINES = 100;

/** A hash, perhaps with the mark that John the Ripper puts before it, and what follows. */
const LINE =
	/^(?:\$dynamic_\d+\$|\{SHA\})?([0-9A-Fa-f]{27,128}|[A-Za-z0-9+/]{27}=)([:\t ,;|])(.*)$/;

interface HashLine {
	readonly hash: string;
	readonly separator: string;
	readonly rest: string;
}

/** @throws CredcheckError INPUT when the lines begin with a hash, and the user has not said which column that is */
export function refuseHashLines({ name, lines }: Head, options: FormatOptions): void {
	const sample = lines.slice(0, SAMPLE_LINES);
	const rows = sample.flatMap((line) => parse(line) ?? []);
	if (rows.length === 0 || rows.length < sample.length * 0.9) return;
	// Some people's password is their name.
	if (rows.filter(isCracked).length >= rows.length / 2) {
		throw new CredcheckError(
			'INPUT',
			`${name} has the passwords beside their hashes, as password crackers write them`,
			'these passwords are known already; give the table that the hashes are from',
		);
	}
	if (rows.every(({ separator, rest }) => separator === ' ' && /^[ *]\S/.test(rest))) {
		throw new CredcheckError(
			'INPUT',
			`${name} has a hash and a file name in each line, as sha1sum prints them`,
			'give a table of accounts and the hashes of their passwords',
		);
	}
	if (!rows.every(({ separator }) => separator === ':')) return;
	if (isRanges(rows)) {
		const isSuffixes = /^(?:.{35}|.{27})$/.test(rows[0]?.hash ?? '');
		throw new CredcheckError(
			'INPUT',
			`${name} has ${isSuffixes ? 'a range' : 'ranges'} of hashes with their counts, not accounts`,
			`it is for credcheck sync --source${isSuffixes ? ', with the folder it is in' : ''}; give a table of accounts`,
		);
	}
	const isIdAndHash = rows.every(({ rest }) => /^[0-9A-Fa-f]{40}$/.test(rest.trim()));
	if (isIdAndHash || options.hashColumn !== undefined) return;
	throw new CredcheckError(
		'INPUT',
		`${name} has something after each hash, which may be a password or a salt`,
		'if it is the account id: --delimiter colon --no-header --hash-column 1 --id-column 2',
	);
}

function parse(line: string): HashLine | undefined {
	const [, hash, separator, rest] = LINE.exec(line) ?? [];
	if (hash === undefined || separator === undefined || rest === undefined) return undefined;
	return { hash, separator, rest };
}

/** Whether what follows the hash is the password. */
function isCracked({ hash, rest: written }: HashLine): boolean {
	// As hashcat writes passwords with a colon or with bytes that are not ASCII.
	const inHex = /^\$HEX\[((?:[0-9a-f]{2})*)\]$/i.exec(written)?.[1];
	const rest = inHex === undefined ? written : Buffer.from(inHex, 'hex').toString('utf8');
	const own = [
		...HASH_KINDS.map((kind) => hashOfPassword(rest, kind)),
		...['md5', 'sha256'].map((name) => createHash(name).update(rest).digest('hex').toUpperCase()),
	];
	const digits = hash.endsWith('=') ? Buffer.from(hash, 'base64').toString('hex') : hash;
	return own.includes(digits.toUpperCase());
}

function isRanges(rows: readonly HashLine[]): boolean {
	return rows.every(({ hash, rest }, index) => {
		const before = rows[index - 1]?.hash.toUpperCase() ?? '';
		return /^\d+\s*$/.test(rest) && before < hash.toUpperCase();
	});
}
