/** The position of an account id in its row, trimmed: no copy is made, since there are millions. */

import { isBlank } from '../history/account-fingerprints.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

const NOTHING = Buffer.alloc(0);

export class AccountId {
	bytes: Buffer = NOTHING;
	from = 0;
	to = 0;
	readonly #column: number | undefined;

	/** @param column undefined where accounts have no id: then it is empty */
	constructor(column: number | undefined) {
		this.#column = column;
	}

	/** Takes that of the row that the reader stands at. */
	read(rows: BlockRows): void {
		if (this.#column === undefined) return;
		const range = rows.byteRange(this.#column);
		const bytes = range === undefined ? Buffer.from(rows.cell(this.#column)) : rows.bytes;
		let { from, to } = range ?? { from: 0, to: bytes.length };
		while (from < to && isBlank(bytes[from] as number)) from += 1;
		while (to > from && isBlank(bytes[to - 1] as number)) to -= 1;
		this.bytes = bytes;
		this.from = from;
		this.to = to;
	}

	/** Its UTF-8, in the row's own bytes. */
	get text(): Buffer {
		return this.bytes.subarray(this.from, this.to);
	}
}
