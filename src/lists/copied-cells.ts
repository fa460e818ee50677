/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import { ownHash, withoutHash, withoutOwnHash } from '../output/redaction.ts';
import { type HashKind, shortestHash } from '../range/kind.ts';
import { IdCell } from '../table/columns/id-cell.ts';
import type { RowFacts } from './row-facts.ts';

type CopyingColumn = ListColumn<Pick<RowFacts, 'cells'>>;

/**
 * The account's id, without what is wrapped around it.
 *
 * @param column undefined for empty cells
 */
export function idColumn(column: number | undefined, kind: HashKind): CopyingColumn {
	const title = 'account_id';
	if (column === undefined) return { title, write: (target) => target.empty() };
	const shortest = shortestHash(kind);
	const cell = new IdCell();
	return {
		title,
		write(target, { cells }) {
			cell.locate(cells, column);
			const { bytes, from, to } = cell;
			// Only a cell long enough to contain a hash is decoded.
			if (to - from < shortest) target.bytes(bytes, from, to);
			else {
				const id = bytes.toString('utf8', from, to);
				target.text(withoutOwnHash(id, ownHash(cells.hashText(), kind)));
			}
		},
	};
}

/** A column of `--keep`. */
export function keptColumn(title: string, column: number, kind: HashKind): CopyingColumn {
	const shortest = shortestHash(kind);
	return {
		title,
		write(target, { cells }) {
			const from = cells.startOf(column);
			const to = cells.endOf(column);
			if (cells.isSlice(column) && to - from < shortest) {
				target.bytes(cells.bytes, from, to);
			} else {
				target.text(withoutHash(cells.cell(column), ownHash(cells.hashText(), kind)));
			}
		},
	};
}
