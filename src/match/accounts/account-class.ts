/**
 * Which accounts of a domain are not people's: nobody chooses the passwords of machines and of krbtgt, nobody uses a
 * disabled account, and a former password is none.
 */

import type { DomainColumns } from '../../table/columns/domain-columns.ts';
import { plainCell } from '../../table/columns/plain-cell.ts';
import type { BlockRows } from '../../table/csv/block-rows.ts';
import type { AccountClass } from '../../table/left-out.ts';

/** The account of the Kerberos key of the domain; each read-only controller has one of its own. */
const KRBTGT = /^krbtgt(?:_\d{1,5})?$/i;

/** Bits of userAccountControl. */
const ACCOUNTDISABLE = 0x0002;
const NORMAL_ACCOUNT = 0x0200;
/** Of trusts between domains, of workstations and group managed service accounts, and of domain controllers. */
const TRUST_ACCOUNT = 0x0800 | 0x1000 | 0x2000;
/** As DSInternals and others write the bits, by their names. */
const DISABLED_NAMED = /\b(?:account_?disabled?|disabled)\b/i;
const TRUST_NAMED = /\b\w*trust_?account\b/i;

/**
 * The first class of the current row that is not among the classes to include; undefined for an account to check.
 *
 * @param rows the row must have all columns
 */
export function classToLeaveOut(
	rows: BlockRows,
	columns: DomainColumns,
	included: readonly AccountClass[],
): AccountClass | undefined {
	const cellOf = (column: number | undefined) =>
		column === undefined ? '' : plainCell(rows.cell(column));
	const isWanted = (which: AccountClass) => included.includes(which);
	if (!isWanted('history') && cellOf(columns.history) !== '') return 'history';
	const control = readControl(cellOf(columns.userAccountControl));
	const user = cellOf(columns.user);
	if (!isWanted('machine') && (control.isMachine ?? user.endsWith('$'))) return 'machine';
	// It is always disabled, and used all the same.
	if (KRBTGT.test(user)) return isWanted('krbtgt') ? undefined : 'krbtgt';
	if (isWanted('disabled')) return undefined;
	const isDisabled =
		control.isDisabled ||
		/^disabled$/i.test(cellOf(columns.status)) ||
		/^(?:false|0|no)$/i.test(cellOf(columns.enabled));
	return isDisabled ? 'disabled' : undefined;
}

/** `isMachine` is undefined if the cell does not tell. */
function readControl(cell: string): { isMachine: boolean | undefined; isDisabled: boolean } {
	if (cell === '') return { isMachine: undefined, isDisabled: false };
	const bits = Number(cell);
	if (!Number.isInteger(bits)) {
		return {
			isMachine: TRUST_NAMED.test(cell) || undefined,
			isDisabled: DISABLED_NAMED.test(cell),
		};
	}
	const isTrust = (bits & TRUST_ACCOUNT) !== 0;
	const isKnown = isTrust || (bits & NORMAL_ACCOUNT) !== 0;
	return { isMachine: isKnown ? isTrust : undefined, isDisabled: (bits & ACCOUNTDISABLE) !== 0 };
}
