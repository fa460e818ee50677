/** Hashes a form of a name with each of its endings, in batches: what the search needs of a kind of hash. */

/** Guesses hashed at a time. */
export const BATCH = 64;
/** In UTF-8. */
export const MAX_ENDING_BYTES = 12;
/** In UTF-8. A longer form has no guesses, whatever the kind: with its endings its SHA-1 would take two blocks. */
export const MAX_FORM_BYTES = 43;

export interface HashGuesses {
	/** The hashes of the last batch, one after the other, as big-endian words. */
	readonly hashes: Uint32Array;
	/**
	 * Starts with a new form.
	 *
	 * @returns the number of guesses: 0 if the form is too long
	 */
	begin(form: string, endings: readonly string[]): number;
	/** Hashes the next batch; returns the number of words in `hashes`, 0 at the end. */
	next(): number;
}

/**
 * Packs each list of endings once for each offset.
 *
 * @param pack packs a list for endings that begin at an offset in their first word, from 0
 * @param offsets the number of offsets
 */
export function packedOnce(
	pack: (endings: readonly string[], offset: number) => Int32Array,
	offsets: number,
): (endings: readonly string[], offset: number) => Int32Array {
	const lists = new Map<readonly string[], readonly Int32Array[]>();
	return (endings, offset) => {
		let list = lists.get(endings);
		if (list === undefined) {
			list = Array.from({ length: offsets }, (_, own) => pack(endings, own));
			lists.set(endings, list);
		}
		return list[offset] as Int32Array;
	};
}

/** @throws Error unless the ending has at most `MAX_ENDING_BYTES` */
export function checkEnding(ending: string): void {
	if (Buffer.byteLength(ending) > MAX_ENDING_BYTES) throw new Error('an ending is too long');
}
