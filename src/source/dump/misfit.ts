/** Errors of files that cannot be read as a dump: each says what the file is, and what to do. */

import { CredcheckError, messageOf } from '../../errors.ts';
import { type HashKind, hashDigits, suffixDigits } from '../../range/kind.ts';
import { GZIP_FAULTS, gzipFault } from '../gzip.ts';

/** What a file is instead of a dump, and what makes one of it. */
export interface Misfit {
	/** Completes "cannot use FILE as a source: …". */
	readonly what: string;
	/** Undefined for the usual advice. */
	readonly hint?: string;
}

/** The header of the first file, of 512 bytes. */
const TAR = /^[^\0\n]{1,100}\0[\s\S]*\0ustar/;

/** @param line the first line of a file, which is not `HASH:COUNT` of this kind */
export function firstLineMisfit(line: string, kind: HashKind): Misfit {
	if (TAR.test(line)) {
		return {
			what: 'it is a tar archive',
			hint: 'unpack it: tar -xf FILE; then name the folder or the file that was inside',
		};
	}
	if (/^(?:\xff\xfe|\xfe\xff)/.test(line)) {
		return {
			what: 'it is text in UTF-16, as PowerShell writes it',
			hint: 'convert it: iconv -f UTF-16 -t UTF-8 FILE > CONVERTED',
		};
	}
	if (line.includes('\0')) return { what: 'it is not text' };
	if (/^\s*</.test(line)) return { what: 'it is an HTML page' };
	if (new RegExp(`^[0-9A-Fa-f]{${hashDigits(kind)}}$`).test(line)) {
		return {
			what: 'its lines are hashes without counts',
			hint: 'the file must hold HASH:COUNT lines sorted by hash; if counts do not matter to you, put ":1" after each hash',
		};
	}
	if (new RegExp(`^[0-9A-Fa-f]{${suffixDigits(kind)}}:\\d+$`).test(line)) {
		return {
			what: 'its lines lack the prefix, as those of a range file do',
			hint: 'name the folder of the range files instead, each called by its prefix',
		};
	}
	return { what: 'its first line is not HASH:COUNT' };
}

/** @param head the first lines of a file that is not sorted by hash */
export function unsortedMisfit(head: string, unsorted: string): Misfit {
	const counts = head
		.split('\n')
		.slice(0, -1)
		.map((line) => Number(/:(\d+)\s*$/.exec(line)?.[1]))
		.filter((count) => !Number.isNaN(count));
	const descends = counts.every((count, at) => at === 0 || count <= (counts[at - 1] as number));
	const byCount = counts.length > 2 && descends && counts[0] !== counts.at(-1);
	return {
		what: byCount ? 'it is ordered by count (prevalence), not by hash' : unsorted,
		hint: 'sort it by hash: LC_ALL=C sort FILE > SORTED',
	};
}

/** The error for a file that is not a dump. */
export function unusable(path: string, what: string, cause?: unknown): CredcheckError {
	return misfit(path, { what }, cause);
}

export function misfit(path: string, { what, hint }: Misfit, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`cannot use ${path} as a source: ${what}`,
		hint ?? 'the file must hold HASH:COUNT lines sorted by hash',
		cause,
	);
}

export function asUnusable(path: string, error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	const fault = gzipFault(error);
	if (fault === undefined) return unusable(path, messageOf(error), error);
	return misfit(path, { what: GZIP_FAULTS[fault], hint: 'copy or download it again' }, error);
}
