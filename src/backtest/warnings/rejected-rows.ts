/** The words for a table of which too many rows cannot be used. */

import {
	hiddenInWords,
	hiddenRows,
	isAbove,
	percentAbove,
	typedPercent,
} from '../../report/match-rate.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import { explainReason, hidesRows, remedyOf } from '../../table/reject-reasons.ts';
import { formatNumber as count, formatPercent, many } from '../../text/format.ts';
import { makeWarning, type Warning } from '../../warning.ts';

/** In percent: fewer rejected rows are only counted. */
const WORTH_A_WARNING = 1;

/** Reasons that are explained; the others are counted. */
const MOST_REASONS = 3;

/** No export makes these better. */
const SALTED = ['looks_like_bcrypt', 'looks_like_argon2', 'looks_like_crypt', 'salted'] as const;

/** The most rows that may be rejected by default, in percent. */
export const MAX_REJECTED = 10;

/** @returns undefined if few enough rows were rejected */
export function rejectedWarning({ input }: Pick<BacktestSummary, 'input'>): Warning | undefined {
	const { rows, rejected, rejectedShare, maxRejected } = input;
	const isTooMany = isAbove(rejectedShare, maxRejected * 100);
	const hidden = hiddenRows(input);
	if (hidden > 0 && !isTooMany) {
		return makeWarning(
			maxRejected < 1 ? 'too_many_rejected' : 'rows_rejected',
			`${hiddenInWords(hidden)}: the figures are those of the rows that could be read`,
			reasonsOf(input),
		);
	}
	if (!isTooMany && !isAbove(rejectedShare, WORTH_A_WARNING)) return undefined;
	const of = `${count(rejected)} of ${many(rows, 'row')} (${isTooMany ? percentAbove(rejectedShare, maxRejected * 100) : formatPercent(rejectedShare)})`;
	const were = rejected === 1 ? 'was' : 'were';
	return isTooMany
		? makeWarning(
				'too_many_rejected',
				`${of} ${were} rejected, more than --max-rejected ${typedPercent(maxRejected)} allows: the figures are those of the rows that could be read`,
				[...reasonsOf(input), wayOutOf(input)],
			)
		: makeWarning('rows_rejected', `${of} ${were} rejected and not checked`, reasonsOf(input));
}

/** The commonest reasons, each with what it means and what helps. */
function reasonsOf({ rejectedByReason, rejected }: BacktestSummary['input']): string[] {
	const reasons = Object.entries(rejectedByReason).toSorted(
		([one, a], [other, b]) => Number(hidesRows(other)) - Number(hidesRows(one)) || b - a,
	);
	const shown = reasons.slice(0, MOST_REASONS);
	const lines = shown.map(
		([reason, rows]) => `${reason} (${many(rows, 'row')}): ${wordsOf(reason)}`,
	);
	const left = rejected - shown.reduce((sum, [, rows]) => sum + rows, 0);
	if (left > 0) lines.push(`other reasons (${many(left, 'row')}) are in rejected-rows.csv`);
	return lines;
}

function wordsOf(reason: string): string {
	const words = explainReason(reason) ?? 'Of another version of credcheck.';
	const explained = words.slice(0, 1).toLowerCase() + words.slice(1).replace(/\.$/, '');
	return [explained, remedyOf(reason) ?? []].flat().join('; ');
}

function wayOutOf({ rejectedByReason, rejected, rejectedShare }: BacktestSummary['input']): string {
	const flag = `--max-rejected ${Math.ceil(Number(typedPercent(rejectedShare)))}`;
	const empty = (rejectedByReason.empty ?? 0) + (rejectedByReason.placeholder ?? 0);
	if (empty > rejected / 2) {
		return `accounts without a password, as with single sign-on, may be left out of the export, or allowed with ${flag}`;
	}
	const salted = SALTED.reduce((sum, reason) => sum + (rejectedByReason[reason] ?? 0), 0);
	return salted > rejected / 2
		? `leave accounts whose hashes are salted out of the export, or allow them with ${flag}`
		: `export these rows as they should be, or allow them with ${flag}`;
}
