/** Made-up ranges for tests: small, valid, and always the same. */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HashKind, hashDigits, SHA1 } from '../../src/range/kind.ts';
import { hashOfPassword } from '../../src/range/password.ts';

export function sha1(text: string): string {
	return createHash('sha1').update(text).digest('hex').toUpperCase();
}

/** The hash of a password that has one: of any for SHA-1, of text for NTLM. */
export function hashOf(password: string, kind: HashKind): string {
	const hash = hashOfPassword(password, kind);
	if (hash === undefined) throw new Error('this password has no hash');
	return hash;
}

/** The text of each range, as the range API sends it, by prefix. */
export type Ranges = ReadonlyMap<string, string>;

export interface Entry {
	readonly suffix: string;
	readonly count: number;
}

/** The text of a range with these entries, given in any order. */
export function rangeText(entries: readonly Entry[]): string {
	return entries
		.toSorted((a, b) => (a.suffix < b.suffix ? -1 : 1))
		.map(({ suffix, count }) => `${suffix}:${count}`)
		.join('\r\n');
}

/** @param edition another edition has other suffixes */
export function madeUpEntries(prefix: string, size: number, edition = 1, kind = SHA1): Entry[] {
	return Array.from({ length: size }, (_, index) => ({
		suffix: sha1(`${prefix} ${edition} ${index}`).slice(5, hashDigits(kind)),
		count: 1 + (index % 7) * 3,
	}));
}

/** Ranges with made-up suffixes, for `count` prefixes from 00000 on. */
export function madeUpRanges(
	count: number,
	size = 20,
	edition = 1,
	kind = SHA1,
): Map<string, string> {
	const ranges = new Map<string, string>();
	for (let number = 0; number < count; number += 1) {
		const prefix = number.toString(16).toUpperCase().padStart(5, '0');
		ranges.set(prefix, rangeText(madeUpEntries(prefix, size, edition, kind)));
	}
	return ranges;
}

/** Ranges that contain the hashes of these passwords, with these counts, among made-up ones. */
export function rangesWith(
	passwords: Readonly<Record<string, number>>,
	kind: HashKind = SHA1,
): Map<string, string> {
	const entries = new Map<string, Entry[]>();
	for (const [password, count] of Object.entries(passwords)) {
		const hash = hashOf(password, kind);
		const prefix = hash.slice(0, 5);
		const range = entries.get(prefix) ?? madeUpEntries(prefix, 20, 1, kind);
		range.push({ suffix: hash.slice(5), count });
		entries.set(prefix, range);
	}
	return new Map([...entries].toSorted().map(([prefix, range]) => [prefix, rangeText(range)]));
}

/** Writes a folder of range files; returns its path. */
export function writeRangeFolder(path: string, ranges: Ranges): string {
	mkdirSync(path, { recursive: true });
	for (const [prefix, text] of ranges) writeFileSync(join(path, prefix), text);
	return path;
}

/** The ranges as a dump: sorted `HASH:COUNT` lines. */
export function dumpText(ranges: Ranges, lineEnd = '\r\n'): string {
	return [...ranges]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([prefix, text]) => text.split('\r\n').map((line) => prefix + line + lineEnd))
		.join('');
}
