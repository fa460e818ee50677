/** Warnings about account ids: whose cells are spoilt, which repeat, and which of `--exclude` are not there. */

import type { GivenIdsOutcome } from '../../history/given-ids.ts';
import type { NewestRows } from '../../match/ids/newest-rows.ts';
import { isAbove } from '../../report/match-rate.ts';
import type { BacktestSummary, ExclusionIdsSummary, IdsSummary } from '../../report/summary.ts';
import type { IdFault } from '../../table/columns/id-cell.ts';
import { formatNumber as count, many } from '../../text/format.ts';
import { makeWarning, type Warning } from '../../warning.ts';

/** Fewer ids may end in zeros by chance. */
const MIN_LOST_DIGITS = 10;

/** Rows, in percent of the accounts, that may count wrongly: the match rate is off by no more. */
const MOST_IN_DOUBT = 1;

export function idWarnings({ input, exclusionIds }: BacktestSummary): Warning[] {
	const warnings: Warning[] = [];
	const { ids, checked } = input;
	if (ids !== null && ids.unusable > 0) warnings.push(unusableIds(ids, checked));
	if (ids !== null && ids.lostDigits >= MIN_LOST_DIGITS && ids.lostDigits > checked / 2) {
		warnings.push(
			makeWarning(
				'ids_rounded',
				`${count(ids.lostDigits)} of ${many(checked, 'account id')} are long numbers with only zeros after the 15th digit`,
				[
					'a spreadsheet rounds long numbers so: export the ids as text, and do not edit the export in a spreadsheet',
				],
			),
		);
	}
	if (ids !== null && ids.repeated > 0) warnings.push(repeatedIds(ids, checked));
	if (exclusionIds !== null) warnings.push(...missingIds(exclusionIds));
	return warnings;
}

/** @param redacted candidates whose id is not shown */
export function redactedIdsWarning(redacted: number): Warning {
	return makeWarning(
		'ids_redacted',
		`${many(redacted, 'candidate')} ${redacted === 1 ? 'has' : 'have'} the account's own hash as id or in it: it is [hash] in the lists`,
		['name another column with --id-column, or find these accounts by row'],
	);
}

const FAULTS: Readonly<Record<IdFault, string>> = {
	empty: 'empty',
	no_value: 'a word for no value, such as NULL',
	rounded_number: 'a rounded number, such as 8.97E+19',
};

function unusableIds({ unusable, unusableByReason }: IdsSummary, checked: number): Warning {
	const faults = Object.entries(unusableByReason).map(
		([fault, rows]) => `${count(rows)} ${FAULTS[fault as IdFault]}`,
	);
	const isRounded = unusableByReason.rounded_number !== undefined;
	return makeWarning(
		'ids_unusable',
		`${count(unusable)} of ${many(checked, 'account')} ${unusable === 1 ? 'has' : 'have'} no usable id: ${faults.join(', ')}`,
		[
			...(isRounded
				? [
						'a spreadsheet has rounded these ids: export them as text, and do not edit the export in a spreadsheet',
					]
				: []),
			'the lists show these accounts by row; they have no credential_ref, and neither --previous nor --exclude knows them',
		],
	);
}

function repeatedIds(
	{ repeated, rowsOfRepeated, sameAgain }: IdsSummary,
	checked: number,
): Warning {
	// In an export joined with another table, a row differs from the account's first in other cells only.
	const isJoined = sameAgain === rowsOfRepeated - repeated;
	const isTooMany = isAbove(rowsOfRepeated / checked, MOST_IN_DOUBT);
	return makeWarning(
		isTooMany ? 'too_many_repeated' : 'ids_repeated',
		`${many(repeated, 'account id')} ${repeated === 1 ? 'is' : 'are'} in ${count(rowsOfRepeated)} rows: the figures count rows, so these accounts count more than once`,
		[
			isJoined
				? 'export each account once'
				: 'export each account once, or keep only the newest row of each with --changed-column',
			...(isTooMany
				? ['if each row is an account, name the column that tells them apart with --id-column']
				: []),
		],
	);
}

function missingIds(ids: ExclusionIdsSummary): Warning[] {
	const { given, missing, unusable } = ids;
	const warnings: Warning[] = [];
	if (missing > 0) {
		warnings.push(
			makeWarning(
				'exclusions_missing',
				`${count(missing)} of the ${many(given, 'id')} of --exclude ${missing === 1 ? 'is' : 'are'} not in the table`,
				changedIds(ids),
			),
		);
	}
	if (unusable > 0) {
		warnings.push(
			makeWarning(
				'exclusions_unusable',
				`${many(unusable, 'line')} of --exclude ${unusable === 1 ? 'is' : 'are'} no id, but a word such as NULL or a rounded number such as 8.97E+19`,
			),
		);
	}
	return warnings;
}

/** How ids that are not in the table differ from those that are. */
function changedIds({ butForZeros, butForCase, butForDecimals }: ChangedIds): string[] {
	const differ = (ids: number, how: string) =>
		ids === 0
			? []
			: [
					`${count(ids)} of these ${ids === 1 ? 'differs' : 'differ'} from an id in the table only ${how}`,
				];
	return [
		...differ(butForZeros, 'in leading zeros, which spreadsheets remove'),
		...differ(
			butForDecimals,
			'by a final .0, which pandas adds to numbers: read the ids as text, with dtype=str',
		),
		...differ(butForCase, 'in upper and lower case'),
	];
}

type ChangedIds = Pick<GivenIdsOutcome, 'butForZeros' | 'butForCase' | 'butForDecimals'>;

/**
 * Accounts of earlier reports that are not in the table. Some always are gone; all of them, or some whose ids are
 * written otherwise, are so by mistake.
 *
 * @param where completes "2 of the 9 accounts …"
 * @param ids undefined if there are none
 */
export function earlierIdWarnings(
	code: 'previous_differs' | 'exclusions_missing',
	where: string,
	ids: GivenIdsOutcome | undefined,
): Warning[] {
	if (ids === undefined) return [];
	const { given, missing } = ids;
	const hints = changedIds(ids);
	if (missing === 0 || (missing < given && hints.length === 0)) return [];
	const which = missing === given ? 'none' : count(missing);
	const are = missing === given ? 'is' : missing === 1 ? 'is not' : 'are not';
	return [
		makeWarning(code, `${which} of the ${many(given, 'account')} ${where} ${are} in the table`, [
			...hints,
			'accounts are compared by their ids, so ids must be written as they were then',
		]),
	];
}

/** @param column the name of the column of times, to be shown */
export function timeWarnings(
	{ accounts, compared, withoutTime }: NewestRows,
	column: string,
): Warning[] {
	if (withoutTime === 0) return [];
	const isTooMany = isAbove(withoutTime / accounts, MOST_IN_DOUBT);
	return [
		makeWarning(
			isTooMany ? 'too_many_without_time' : 'times_unreadable',
			`${count(withoutTime)} of ${many(compared, 'row')} of repeated ids ${withoutTime === 1 ? 'has' : 'have'} no time that can be read: they count as the oldest`,
			[
				`in ${column} no time, such as NULL, often marks the current row: then these accounts are checked by an older password; export a late time in its place`,
			],
		),
	];
}
