/** What a case is: a table as people have them, and what a back-test has to make of it. */

import type { HashKind } from '../../src/range/kind.ts';
import { MATCHED } from './people.ts';

export interface Case {
	/** Completes "a table …", such as "with hashes as PostgreSQL writes bytea". */
	readonly name: string;
	readonly content: string | Buffer;
	/** The name of the file; default `users.csv`. */
	readonly file?: string;
	/** The kind of the store; default SHA-1. */
	readonly kind?: HashKind;
	/** Flags of the back-test. `FOLDER` stands for the folder of the file. */
	readonly flags?: readonly string[];
	/** Other files in that folder, by name. */
	readonly others?: Readonly<Record<string, string | Buffer>>;
	readonly expected: {
		/** Default 0. Unless one is given, no number of rejected rows is too many. */
		readonly code?: number;
		/** The ids in the list of candidates, in order; undefined if there is no report. */
		readonly candidates?: readonly string[];
		/** Rejected rows, by reason; default none. The warning of them need not be in `says`. */
		readonly rejected?: Readonly<Record<string, number>>;
		/** What stderr says: each must match. Without any, stderr is empty but for the store's missing ranges. */
		readonly says?: readonly RegExp[];
	};
}

/** A case that is read like any table: everybody with a known password is found. */
export function isRead(
	name: string,
	content: string | Buffer,
	more: Omit<Case, 'name' | 'content' | 'expected'> & Partial<Case['expected']> = {},
): Case {
	const { file, kind, flags, others, ...expected } = more;
	return {
		name,
		content,
		...(file && { file }),
		...(kind && { kind }),
		...(flags && { flags }),
		...(others && { others }),
		expected: { candidates: MATCHED, ...expected },
	};
}

/** A case that is refused, with a message that says what the file is and what helps. */
export function isRefused(
	name: string,
	content: string | Buffer,
	says: readonly RegExp[],
	more: Omit<Case, 'name' | 'content' | 'expected'> = {},
): Case {
	return { name, content, ...more, expected: { code: 4, says } };
}
