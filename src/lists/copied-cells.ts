/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import {
	type OwnHash,
	ownHash,
	SHORTEST_HASH,
	withoutHash,
	withoutOwnHash,
} from '../output/redaction.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

export interface HasCells {
	/** Positioned at the row. */
	readonly cells: BlockRows;
}

/**
 * The account's id.
 *
 * @param column undefined for empty cells
 * @param hash the column of hashes
 */
export function idColumn<Row extends HasCells>(
	column: number | undefined,
	hash: number,
): ListColumn<Row> {
	return column === undefined
		? { title: 'account_id', type: 'text', write: (target) => target.empty() }
		: copyOf('account_id', column, hash, withoutOwnHash);
}

/** A column of `--keep`. */
export function copiedColumn<Row extends HasCells>(
	title: string,
	column: number,
	hash: number,
): ListColumn<Row> {
	return copyOf(title, column, hash, withoutHash);
}

function copyOf<Row extends HasCells>(
	title: string,
	column: number,
	hash: number,
	redact: (cell: string, own: OwnHash) => string,
): ListColumn<Row> {
	return {
		title,
		type: 'text',
		write(target, { cells }) {
			const range = cells.byteRange(column);
			// Only a cell long enough to contain a hash is decoded.
			if (range !== undefined && range.to - range.from < SHORTEST_HASH) {
				target.bytes(cells.bytes, range.from, range.to);
			} else {
				target.text(redact(cells.cell(column), ownHash(cells.cell(hash))));
			}
		},
	};
}
