/** Accounts that are to be kept out of the lists: because they were told already, say. */

import { readCellList } from '../accounts/cell-list.ts';
import { FingerprintSet } from '../accounts/fingerprints.ts';
import { ID_NAMES } from '../accounts/header.ts';
import { openTableFile } from '../accounts/table-file.ts';
import { CredcheckError } from '../errors.ts';
import { fingerprintOfId, fingerprintOfRefText } from './account-marks.ts';
import { REF_DIGITS } from './credential-ref.ts';
import { withoutMark } from './spreadsheet.ts';

export interface Exclusions {
	/** What they are known by: with a reference, an account that has another password now is not meant. */
	readonly by: 'id' | 'credential_ref';
	readonly accounts: FingerprintSet;
}

const REF_COLUMN = 'credential_ref';

/**
 * Reads a list of ids, one a line or a CSV with a column of ids; or an earlier list with
 * `credential_ref`, which is preferred.
 *
 * @throws CredcheckError INPUT when it cannot be read, or holds something else
 */
export async function readExclusions(path: string): Promise<Exclusions> {
	const file = await openTableFile(path);
	try {
		const accounts = new FingerprintSet();
		let by: Exclusions['by'] | undefined;
		for await (const { column, cells } of readCellList(file, [REF_COLUMN, ...ID_NAMES])) {
			if (by === undefined && column === undefined) checkIsList(cells[0], path);
			by = column === REF_COLUMN ? 'credential_ref' : 'id';
			for (const cell of cells) {
				const entry = withoutMark(cell.trim());
				if (entry === '') continue;
				if (by === 'id') accounts.addPair(...fingerprintOfId(entry));
				else accounts.addPair(...fingerprintOfRefText(checkedRef(entry, path)));
			}
		}
		return { by: by ?? 'id', accounts };
	} finally {
		await file.close();
	}
}

/** Taken as lines, a table without a column that is known would exclude nobody. */
function checkIsList(first: string | undefined, path: string): void {
	if (first === undefined || !/[,;\t|]/.test(first)) return;
	throw new CredcheckError(
		'INPUT',
		`${path} has neither a column of account ids nor one named credential_ref`,
		'give one id a line, a CSV with a column such as account_id, or an earlier list',
	);
}

function checkedRef(cell: string, path: string): string {
	if (cell.length === REF_DIGITS && /^[0-9a-f]+$/.test(cell)) return cell;
	throw new CredcheckError(
		'INPUT',
		`a cell of the column credential_ref of ${path} is no reference`,
		'give the list as it was written, or a list of ids',
	);
}
