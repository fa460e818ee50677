/** The words for a source whose hashes are of another kind than those of the store. */

import { type HashKind, otherKind } from './kind.ts';

/** Completes the name of a range or of a source: what is wrong with it. */
export function describeOtherKind(kind: HashKind): string {
	return `it has ${otherKind(kind).title} hashes, but the store has ${kind.title}`;
}

/** What to do about it. */
export function hintOtherKind(kind: HashKind): string {
	const other = otherKind(kind);
	return `name a source of ${kind.title} ranges, or use a store of ${other.title} hashes: --kind ${other.name}`;
}
