/** Cells of the table copied into lists, without any hashes in them. */

import type { CellWriter, ListColumn } from '../output/list-schema.ts';
import {
	type OwnHash,
	ownHash,
	SHORTEST_HASH,
	withoutHash,
	withoutOwnHash,
} from '../output/redaction.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

export interface HasCells {
	/** At the row. */
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
	if (column === undefined) return { title, write: (target) => target.empty() };
	return {
		title,
		write: (target, { cells }) => copyCell(target, cells, column, hash, withoutOwnHash),
	};
}

/** A column of `--keep`. */
export function copiedColumn<Row extends HasCells>(
	title: string,
	column: number,
	hash: number,
): ListColumn<Row> {
	return {
		title,
		write: (target, { cells }) => copyCell(target, cells, column, hash, withoutHash),
	};
}

/** Only a cell long enough to contain a hash is decoded. */
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
