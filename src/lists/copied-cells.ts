/** Cells of the table copied into lists, without the hashes that may stand in them. */

import type { CellWriter, ListColumn } from '../output/list-schema.ts';
import {
	type OwnHash,
	ownHash,
	SHORTEST_HASH,
	withoutHash,
	withoutOwnHash,
} from '../output/redaction.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

/** Of whatever a list is made: the cells of its row are at hand. */
export interface HasCells {
	readonly cells: BlockRows;
}

/**
 * The account's id; an empty cell where there is none.
 *
 * @param hash the column of hashes
 */
export function idColumn<Row extends HasCells>(
	column: number | undefined,
	hash: number,
): ListColumn<Row> {
	const title = 'account_id';
	if (column === undefined) return { title, type: 'text', write: (target) => target.empty() };
	return {
		title,
		type: 'text',
		write: (target, { cells }) => copyCell(target, cells, column, hash, withoutOwnHash),
	};
}

/** A column that was asked to be kept. */
export function copied<Row extends HasCells>(
	title: string,
	column: number,
	hash: number,
): ListColumn<Row> {
	return {
		title,
		type: 'text',
		write: (target, { cells }) => copyCell(target, cells, column, hash, withoutHash),
	};
}

/** One long enough to hold a hash is looked at first. */
function copyCell(
	target: CellWriter,
	cells: BlockRows,
	column: number,
	hash: number,
	redact: (cell: string, own: OwnHash) => string,
): void {
	const range = cells.byteRange(column);
	if (range !== undefined && range.to - range.from < SHORTEST_HASH) {
		target.bytes(cells.bytes, range.from, range.to);
	} else {
		target.text(redact(cells.cell(column), ownHash(cells.cell(hash))));
	}
}
