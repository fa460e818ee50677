/** A set of rows of a table, one bit each, in memory that all threads share. */

export class RowSet {
	/** Can be sent to a thread, where a set made of it has the same rows. */
	readonly words: Int32Array;

	constructor(words: Int32Array) {
		this.words = words;
	}

	/** @param row number of the data row, from 1, no more than the set was made for */
	add(row: number): void {
		const word = row >>> 5;
		this.words[word] = (this.words[word] as number) | (1 << (row & 31));
	}

	has(row: number): boolean {
		return (((this.words[row >>> 5] as number) >>> (row & 31)) & 1) === 1;
	}

	/** The number of its rows. */
	count(): number {
		let rows = 0;
		for (const word of this.words) {
			for (let bits = word; bits !== 0; bits &= bits - 1) rows += 1;
		}
		return rows;
	}
}

/** The rows that are in either of two sets of the same table. */
export function unionOf(one: RowSet, other: RowSet): RowSet {
	const words = new Int32Array(new SharedArrayBuffer(one.words.byteLength));
	for (const [index, word] of one.words.entries()) {
		words[index] = word | (other.words[index] as number);
	}
	return new RowSet(words);
}

/** An empty set of the rows 1 to `rows`. */
export function makeRowSet(rows: number): RowSet {
	return new RowSet(new Int32Array(new SharedArrayBuffer((Math.floor(rows / 32) + 1) * 4)));
}
