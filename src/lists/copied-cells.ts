/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import { cellContainsHash, containsOwnHash, REDACTED } from '../output/redaction/redaction.ts';
import type { HashKind } from '../range/kind.ts';
import { IdCell } from '../table/columns/id-cell.ts';
import type { RowFacts } from './row-facts.ts';

type CopyingColumn = ListColumn<Pick<RowFacts, 'cells'>>;

/**
 * The account's id, without what is wrapped around it. It may look like the hash of another account, as the SHA-1 of an
 * address does: without its id nobody could find the account.
 *
 * @param column undefined for empty cells
 */
export function idColumn(column: number | undefined, kind: HashKind): CopyingColumn {
	const title = 'account_id';
	if (column === undefined) return { title, write: (target) => target.empty() };
	const cell = new IdCell();
	return {
		title,
		write(target, { cells }) {
			if (isOwnHash(cell, cells, column, kind)) target.text(REDACTED);
			else target.bytes(cell.bytes, cell.from, cell.to);
		},
	};
}

/** Makes a test whether the id of a row is redacted. */
export function redactedIdTest(
	column: number | undefined,
	kind: HashKind,
): (row: Pick<RowFacts, 'cells'>) => boolean {
	const cell = new IdCell();
	return ({ cells }) => column !== undefined && isOwnHash(cell, cells, column, kind);
}

/** Positions `cell` at the id of a row. */
function isOwnHash(
	cell: IdCell,
	cells: RowFacts['cells'],
	column: number,
	kind: HashKind,
): boolean {
	cell.locate(cells, column);
	return containsOwnHash(cell.bytes, cell.from, cell.to, () => cells.hashText(), kind);
}

/** A column of `--keep`. */
export function keptColumn(title: string, column: number, kind: HashKind): CopyingColumn {
	return {
		title,
		write(target, { cells }) {
			if (cellContainsHash(cells, column, kind)) target.text(REDACTED);
			else if (!cells.isSlice(column)) target.text(cells.cell(column));
			else target.bytes(cells.bytes, cells.startOf(column), cells.endOf(column));
		},
	};
}
