/** List columns that copy cells of the table, with any hashes in them redacted. */

import type { ListColumn } from '../output/list-schema.ts';
import { ownHash, shortestHash, withoutHash, withoutOwnHash } from '../output/redaction.ts';
import type { HashColumn } from '../table/csv/row-scanner.ts';
import type { RowFacts } from './row-facts.ts';

type CopyingColumn = ListColumn<Pick<RowFacts, 'cells'>>;

/**
 * The account's id.
 *
 * @param column undefined for empty cells
 * @param hash the column of hashes
 */
export function idColumn(column: number | undefined, hash: HashColumn): CopyingColumn {
	return column === undefined
		? { title: 'account_id', write: (target) => target.empty() }
		: copiedColumn('account_id', column, hash, withoutOwnHash);
}

/** By default, a column of `--keep`. */
export function copiedColumn(
	title: string,
	column: number,
	hash: HashColumn,
	redact = withoutHash,
): CopyingColumn {
	const shortest = shortestHash(hash.kind);
	return {
		title,
		write(target, { cells }) {
			const range = cells.byteRange(column);
			// Only a cell long enough to contain a hash is decoded.
			if (range !== undefined && range.to - range.from < shortest) {
				target.bytes(cells.bytes, range.from, range.to);
			} else {
				target.text(redact(cells.cell(column), ownHash(cells.cell(hash.column), hash.kind)));
			}
		},
	};
}
