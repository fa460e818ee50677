/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import { cellContainsHash, containsOwnHash, REDACTED } from '../output/redaction/redaction.ts';
import type { HashKind } from '../range/kind.ts';
import { IdCell } from '../table/columns/id-cell.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

/** Where the ids of accounts are. */
export interface IdSource {
	/** Undefined if accounts have no ids. */
	readonly id: number | undefined;
	/** The kind of the hashes, which are redacted in what is copied. */
	readonly kind: HashKind;
}

interface CopiedRow {
	readonly cells: BlockRows;
	/** As `redactedIdTest` finds: not searched for anew by each list that shows the id. */
	readonly isIdRedacted: boolean;
}

/**
 * The account's id, without what is wrapped around it. It may look like the hash of another account, as the SHA-1 of an
 * address does: without its id nobody could find the account.
 *
 * @param column undefined for empty cells
 */
export function idColumn(column: number | undefined): ListColumn<CopiedRow> {
	const title = 'account_id';
	if (column === undefined) return { title, write: (target) => target.empty() };
	const cell = new IdCell();
	return {
		title,
		write(target, { cells, isIdRedacted }) {
			if (isIdRedacted) return target.text(REDACTED);
			cell.locate(cells, column);
			target.bytes(cell.bytes, cell.from, cell.to);
		},
	};
}

/** Makes a test whether the id of the current row has the row's own hash in it. */
export function redactedIdTest({ id, kind }: IdSource): (cells: BlockRows) => boolean {
	if (id === undefined) return () => false;
	const cell = new IdCell();
	return (cells) => {
		cell.locate(cells, id);
		return containsOwnHash(cell.bytes, cell.from, cell.to, () => cells.hashText(), kind);
	};
}

/** A column of `--keep`. */
export function keptColumn(
	title: string,
	column: number,
	kind: HashKind,
): ListColumn<Pick<CopiedRow, 'cells'>> {
	return {
		title,
		write(target, { cells }) {
			if (cellContainsHash(cells, column, kind)) target.text(REDACTED);
			else if (!cells.isSlice(column)) target.text(cells.cell(column));
			else target.bytes(cells.bytes, cells.startOf(column), cells.endOf(column));
		},
	};
}
