/**
 * The last check before a report is published: its figures come from several passes and threads, and must agree with
 * each other and with the rows of its lists. A run whose sums do not hold has a bug, and reports nothing.
 */

import { CredcheckError } from '../errors.ts';
import { type ListFileName, type ListName, partOf } from '../output/report-names.ts';
import type { BacktestSummary } from '../report/summary.ts';
import { TIER_STARTS, TIERS } from '../verdict/tiers.ts';

/** The data rows of each list that was written. */
type WrittenRows = Readonly<Partial<Record<ListName, number>>>;

/** A sum in words, and both of its sides. */
type Sum = readonly [what: string, left: number, right: number];

/**
 * @param files data rows of each file of a list, as they were read back
 * @throws CredcheckError INTERNAL with the first sum that does not hold
 */
export function assertReconciled(
	summary: BacktestSummary,
	files: ReadonlyMap<ListFileName, number>,
): void {
	const lists = rowsByList(files);
	const equal = [
		...rowSums(summary, lists),
		...matchSums(summary),
		...curveSums(summary),
		...listSums(summary, lists),
		...optionSums(summary),
	];
	const atMost = [...sharedBounds(summary, lists), ...bounds(summary, lists)];
	for (const [what, left, right] of equal) if (left !== right) throw unequal(what, left, right, '');
	for (const [what, left, right] of atMost) {
		if (!(left <= right)) throw unequal(what, left, right, 'at most ');
	}
}

function unequal(what: string, left: number, right: number, than: string): CredcheckError {
	return new CredcheckError(
		'INTERNAL',
		`the figures of the report do not agree: ${what} is ${left}, not ${than}${right}`,
		'nothing was reported; report this as a bug',
	);
}

function rowSums({ input, verdicts, store }: BacktestSummary, lists: WrittenRows): Sum[] {
	const { rows, checked, rejected, lookedUp, leftOut } = input;
	return [
		['checked + rejected', checked + rejected, rows],
		['the rejected rows by reason', sum(input.rejectedByReason), rejected],
		['the rows of rejected-rows', lists['rejected-rows'] ?? 0, rejected],
		['rejectedShare', input.rejectedShare, share(rejected, rows)],
		['the rows left out by reason', sum(input.leftOutByReason), leftOut],
		['the four verdicts', sum(verdicts), checked],
		['coverage', store.coverage, checked === 0 ? 1 : lookedUp / checked],
	];
}

function matchSums(summary: BacktestSummary): Sum[] {
	const { input, verdicts, matched, matchRate, matchRateBounds, tiers, names } = summary;
	const { checked, lookedUp } = input;
	const [low, high] = matchRateBounds;
	const unknown = verdicts.UNKNOWN + (names?.nameOnlyUnknown ?? 0);
	return [
		['the accounts without a range', unknown, checked - lookedUp],
		['CRITICAL + HIGH of which matched', candidates(summary) - (names?.nameOnly ?? 0), matched],
		['the sum of tiers', sum(tiers), matched],
		['matchRate', matchRate, share(matched, lookedUp)],
		['the lower bound of the rate', low, share(matched, checked)],
		['the upper bound of the rate', high, share(matched + checked - lookedUp, checked)],
	];
}

/** The threshold curve and the tiers are two counts of the same. */
function curveSums({ thresholds, tiers, matched, minCount, input }: BacktestSummary): Sum[] {
	const sums: Sum[] = [];
	for (const point of thresholds) {
		const at = `the threshold ${point.minCount}`;
		sums.push([`the rate at ${at}`, point.matchRate, share(point.matched, input.lookedUp)]);
		if (point.minCount === minCount) sums.push([at, point.matched, matched]);
		const tier = TIER_STARTS.indexOf(point.minCount);
		if (tier < 0 || point.minCount < minCount) continue;
		const above = TIERS.slice(tier).reduce((total, name) => total + tiers[name], 0);
		sums.push([at, point.matched, above]);
	}
	return sums;
}

function listSums(summary: BacktestSummary, lists: WrittenRows): Sum[] {
	const { listed, excluded, limit } = summary;
	const all = candidates(summary);
	const omits = limit !== null || excluded !== null;
	const kept = all - (excluded ?? 0);
	const written = listed.CRITICAL + listed.HIGH;
	return [
		['the rows of critical', lists.critical ?? 0, listed.CRITICAL],
		['the rows of nudge-candidates', lists['nudge-candidates'] ?? 0, listed.HIGH],
		['the rows of all-candidates', lists['all-candidates'] ?? (omits ? 0 : all), all],
		['the accounts listed', written, Math.min(kept, limit?.most ?? kept)],
		['the accounts beyond the limit', limit?.leftOut ?? 0, kept - written],
	];
}

/** Sums of what only some runs have. */
function optionSums(summary: BacktestSummary): Sum[] {
	const { input, since, cohorts, domain, matched } = summary;
	const sums: Sum[] = [];
	if (input.ids !== null) {
		sums.push(['the unusable ids by reason', sum(input.ids.unusableByReason), input.ids.unusable]);
	}
	if (since !== null) {
		const compared = since.new + since.still + since.rotatedToBreached;
		sums.push(['the candidates since the earlier report', compared, candidates(summary)]);
	}
	if (domain !== null) {
		sums.push(['the accounts without a password', domain.emptyPassword, summary.emptyPasswords]);
	}
	if (cohorts !== null) {
		const all = [...cohorts.groups, ...(cohorts.other === null ? [] : [cohorts.other])];
		const total = (field: 'accounts' | 'unknown' | 'matched') =>
			all.reduce((counted, cohort) => counted + cohort[field], 0);
		sums.push(
			['the accounts of all cohorts', total('accounts'), input.checked],
			['the unknown ones of all cohorts', total('unknown'), input.checked - input.lookedUp],
			['the matched ones of all cohorts', total('matched'), matched],
		);
		for (const { matched: found, accounts, unknown, matchRate } of all) {
			sums.push(['the rate of a cohort', matchRate, share(found, accounts - unknown)]);
		}
	}
	return sums;
}

/** Rows that repeat an account count once here, and accounts of a domain without a password share nothing. */
function sharedBounds(summary: BacktestSummary, lists: WrittenRows): Sum[] {
	const { input, sharedPasswords, distinctHashes, sharedHashes, emptyPasswords } = summary;
	const { groups, largest, mostListed } = sharedPasswords;
	const accounts = input.checked - (input.ids?.sameAgain ?? 0);
	const counted = distinctHashes - groups + sharedHashes;
	const isDomain = summary.store.algorithm === 'ntlm';
	const ungrouped = isDomain ? Math.max(0, emptyPasswords - 1) : 0;
	const rows = lists['shared-passwords'];
	const sums: Sum[] = [
		['the accounts by their hashes', counted, accounts],
		['the accounts', accounts, counted + ungrouped],
		['the groups', groups, distinctHashes],
		['twice the groups', 2 * groups, sharedHashes],
		['the largest group', largest, sharedHashes - 2 * Math.max(0, groups - 1)],
		['the accounts that share a hash', sharedHashes, groups * largest],
	];
	if (rows !== undefined) {
		sums.push(
			['the rows of shared-passwords', rows, sharedHashes],
			['the accounts to list', largest <= mostListed ? sharedHashes : 2 * groups, rows],
		);
	}
	return sums;
}

function bounds(summary: BacktestSummary, lists: WrittenRows): Sum[] {
	const { input, verdicts, listed, thresholds, minCount, matched, matchRate } = summary;
	const { ids, checked } = input;
	const [low, high] = summary.matchRateBounds;
	const { names, privilege, domain, exclusionIds, excluded } = summary;
	const sums: Sum[] = [
		['the listed CRITICAL', listed.CRITICAL, verdicts.CRITICAL],
		['the listed HIGH', listed.HIGH, verdicts.HIGH],
		['the excluded accounts', excluded ?? 0, candidates(summary)],
		['the empty passwords', summary.emptyPasswords, checked],
		['the accounts with unreadable evidence', input.evidenceUnreadable, checked],
	];
	if (input.lookedUp > 0) {
		sums.push(['the lower bound of the rate', low, matchRate], ['matchRate', matchRate, high]);
	}
	thresholds.forEach((point, index) => {
		const before = thresholds[index - 1]?.matched ?? input.lookedUp;
		sums.push([`the threshold ${point.minCount}`, point.matched, before]);
		const [lesser, greater] =
			point.minCount < minCount ? [matched, point.matched] : [point.matched, matched];
		sums.push([`what matches at ${point.minCount}`, lesser, greater]);
	});
	if (ids !== null) {
		sums.push(
			['the unusable ids', ids.unusable, checked],
			['twice the repeated ids', 2 * ids.repeated, ids.rowsOfRepeated],
			['the rows of repeated ids', ids.rowsOfRepeated, checked - ids.unusable],
			['the rows that repeat an account', ids.sameAgain, ids.rowsOfRepeated - ids.repeated],
		);
	}
	if (names !== null) {
		sums.push(
			['the names without a range', names.nameOnlyUnknown, names.nameOnly],
			['the names without a match', names.nameOnly, names.inPassword],
			['the names in passwords', names.inPassword, names.checked],
			['the accounts with a name', names.checked, checked],
		);
	}
	if (privilege !== null) {
		const mixed = summary.sharedPasswords.groups;
		sums.push(
			['the privileged candidates', privilege.candidates, privilege.accounts],
			['the privileged accounts', privilege.accounts, checked],
			['the privileged rows that were rejected', privilege.rejected, input.rejected],
			['the passwords of privileged and other accounts', privilege.mixedPasswords, mixed],
			['the missing names', privilege.missing ?? 0, privilege.names ?? 0],
		);
	}
	if (domain !== null) {
		const found = domain.emptyPassword + domain.noNtHash + (domain.lmHash ?? 0);
		sums.push(
			['the accounts without an NT hash', domain.noNtHash, input.rejected],
			['the findings listed', domain.listed, found],
			['the findings', found, 3 * domain.listed],
			['the rows of domain-findings', lists['domain-findings'] ?? 0, domain.listed],
		);
	}
	if (exclusionIds !== null) {
		const { given, missing, butForZeros, butForCase, butForDecimals } = exclusionIds;
		sums.push(
			['the missing exclusions', missing, given],
			['those in another form', butForZeros + butForCase + butForDecimals, missing],
		);
	}
	return sums;
}

function candidates({ verdicts }: BacktestSummary): number {
	return verdicts.CRITICAL + verdicts.HIGH;
}

function rowsByList(files: ReadonlyMap<ListFileName, number>): WrittenRows {
	const lists: Partial<Record<ListName, number>> = {};
	for (const [file, rows] of files) {
		const { list } = partOf(file) as { readonly list: ListName };
		lists[list] = (lists[list] ?? 0) + rows;
	}
	return lists;
}

function sum(figures: Readonly<Record<string, number>>): number {
	return Object.values(figures).reduce((total, figure) => total + figure, 0);
}

function share(portion: number, whole: number): number {
	return whole === 0 ? 0 : portion / whole;
}
