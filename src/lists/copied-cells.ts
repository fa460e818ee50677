/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import { ownHash, withoutHash, withoutOwnHash } from '../output/redaction.ts';
import { type HashKind, shortestHash } from '../range/kind.ts';
import { plainCell, plainSpan } from '../table/columns/plain-cell.ts';
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
	return {
		title,
		write(target, { cells }) {
			const range = cells.byteRange(column);
			const span = range && plainSpan(cells.bytes, range.from, range.to);
			if (span !== undefined && span.to - span.from < shortest) {
				target.bytes(cells.bytes, span.from, span.to);
			} else {
				target.text(withoutOwnHash(plainCell(cells.cell(column)), ownHash(cells.hashText(), kind)));
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
			const range = cells.byteRange(column);
			// Only a cell long enough to contain a hash is decoded.
			if (range !== undefined && range.to - range.from < shortest) {
				target.bytes(cells.bytes, range.from, range.to);
			} else {
				target.text(withoutHash(cells.cell(column), ownHash(cells.hashText(), kind)));
			}
		},
	};
}
