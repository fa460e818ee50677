/** Finds the hash in a line as tools print it. */

import { type HashKind, hashDigits } from '../range/kind.ts';

/**
 * The hash in a line: alone, as `sha1sum` prints it (`hash  name`, `hash *name`, `\hash  name`), or as `openssl` and BSD
 * do (`SHA1(name)= hash`), with blanks around. A hash that is followed by anything else may be salted.
 *
 * @returns hex digits as written; undefined when there is no hash of this kind
 */
export function hashInLine(line: string, kind: HashKind): string | undefined {
	const digits = `([0-9A-Fa-f]{${hashDigits(kind)}})`;
	const text = line.trim();
	const [, hash] =
		new RegExp(`^\\\\?${digits}(?: [ *].+)?$`).exec(text) ??
		new RegExp(`^[\\w-]+ ?\\(.*\\) ?= ${digits}$`).exec(text) ??
		[];
	return hash;
}
