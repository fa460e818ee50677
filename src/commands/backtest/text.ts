/** Formats the progress and the summary of a back-test for people. */

import { join } from 'node:path';
import type { BacktestProgress } from '../../backtest/progress.ts';
import type { NamesSummary } from '../../evidence/names/evidence.ts';
import type { DomainSummary, PrivilegeSummary } from '../../report/domain-summary.ts';
import { lookedUpInWords, matchInWords, noRateInWords } from '../../report/match-rate.ts';
import type {
	BacktestSummary,
	Cohort,
	CohortsSummary,
	SinceSummary,
} from '../../report/summary.ts';
import type { Terminal } from '../../terminal.ts';
import { displayText } from '../../text/display-text.ts';
import {
	formatNumber as count,
	formatAge,
	formatBar,
	formatBytes,
	formatLarge,
	formatPercent,
	formatSeconds,
	formatTable,
	many,
} from '../../text/format.ts';
import type { Verdict } from '../../verdict/matrix.ts';
import type { Warning } from '../../warning.ts';

const BAR_WIDTH = 30;

/** What each verdict means with the options of this run, and what to do. */
function meanings({ input, minCount, names, domain }: BacktestSummary): Record<Verdict, string> {
	// Accounts of a domain are used in no app of one's own.
	const action = domain === null ? 'queue an in-app nudge' : 'have it changed';
	const unseen = minCount > 1 ? `seen fewer than ${count(minCount)} times` : 'not seen';
	return {
		CRITICAL:
			input.breachedEmails === null
				? 'email addresses not checked: use --breached-emails'
				: 'password and email address breached: revoke the session',
		HIGH:
			names === null
				? `password breached: ${action}`
				: `password breached, or made from the name: ${action}`,
		CLEAN: `password ${unseen}: nothing to do`,
		UNKNOWN: 'range missing from the store: not looked up',
	};
}

export function describeProgress(progress: BacktestProgress): string {
	const { phase, rows, rowsPerSecond, bytes, names, reading, readings } = progress;
	if (names !== undefined) {
		return `trying names: ${count(names.parts)} found so far, ${formatPercent(names.tried)} of them tried`;
	}
	if (phase === 'receiving') return `receiving: ${formatBytes(bytes)} so far`;
	const what = phase === 'sharing' ? 'listing shared passwords' : `${phase} distinct hashes`;
	if (phase === 'comparing') return `comparing account ids: ${count(rows)} rows`;
	const work = readings === undefined ? phase : `${what}, pass ${reading} of ${readings}:`;
	return `${work} ${count(rows)} rows, ${count(Math.round(rowsPerSecond))} rows/s`;
}

/**
 * @param out the report folder
 * @param now milliseconds since 1970, for the age of the store
 */
export function describeBacktest(
	summary: BacktestSummary,
	out: string,
	now: number,
	{ style, interactive, showsWarnings }: Pick<Terminal, 'style' | 'interactive' | 'showsWarnings'>,
): string {
	const { since, names, cohorts, warnings, domain, privilege } = summary;
	const rate = formatPercent(summary.matchRate);
	const noRate = noRateInWords(summary);
	const section = (title: string, text: string) => `${style.bold(title)}\n${indent(text)}\n`;
	return withoutNulls([
		warnings.length === 0 || showsWarnings
			? null
			: section('Before you read the match rate', describeWarnings(warnings)),
		interactive && noRate === undefined ? style.bold(formatLarge(rate)) : null,
		noRate ?? `${style.bold(rate)} ${matchInWords(summary)}`,
		`${describeRate(summary)}\n`,
		section('How often their passwords were seen', describeTiers(summary)),
		section('Verdicts', describeVerdicts(summary)),
		since && section('Since last time', describeSince(since)),
		domain && section('Accounts of a domain', describeDomain(domain)),
		privilege && section('Privileged accounts', describePrivilege(privilege)),
		names && section('Names in passwords', describeNames(names)),
		cohorts && section('Cohorts', describeCohorts(cohorts)),
		describeRows(summary),
		describeStore(summary, now),
		`${describeFiles(summary, out)}\n`,
		'A match means that the password is public, not that the account was taken.',
	]).join('\n');
}

function describeWarnings(warnings: readonly Warning[]): string {
	return warnings.flatMap(({ message, hints }) => [message, ...hints.map(indent)]).join('\n');
}

function describeRate(summary: BacktestSummary) {
	const { matched, matchRateBounds, store, input } = summary;
	if (input.checked > 0 && input.lookedUp === 0) {
		return `the store lacks the range of each of ${many(input.checked, 'account')} checked`;
	}
	const line = `${count(matched)} of ${lookedUpInWords(summary)}; the store covers ${formatPercent(store.coverage)} of those checked`;
	const undetermined = input.checked - input.lookedUp;
	if (undetermined === 0) return line;
	const [low, high] = matchRateBounds.map(formatPercent);
	return `${line}\ncounting the ${count(undetermined)} not looked up, the rate is between ${low} and ${high}`;
}

function describeTiers({ tiers, matched }: BacktestSummary): string {
	const most = Math.max(1, ...Object.values(tiers));
	return formatTable(
		Object.entries(tiers).map(([tier, accounts]) => [
			tier,
			formatBar(accounts / most, BAR_WIDTH),
			accounts,
			matched === 0 ? '' : formatPercent(accounts / matched),
		]),
	);
}

function describeVerdicts(summary: BacktestSummary): string {
	const { verdicts, excluded, limit } = summary;
	const rows = Object.entries(meanings(summary)).map(
		([verdict, meaning]) => [verdict, verdicts[verdict as Verdict], meaning] as const,
	);
	const unlisted = withoutNulls([
		excluded === null ? null : `${many(excluded, 'candidate')} excluded`,
		limit && `${count(limit.leftOut)} left out by --limit ${limit.most}`,
	]);
	return withoutNulls([
		formatTable(rows.filter(([verdict, accounts]) => verdict !== 'UNKNOWN' || accounts > 0)),
		unlisted.length === 0 ? null : `not listed: ${unlisted.join(', ')}`,
	]).join('\n');
}

function describeRows(summary: BacktestSummary): string {
	const { input, seconds, distinctHashes, sharedHashes, emptyPasswords } = summary;
	const reasons = Object.entries(input.rejectedByReason).map(
		([reason, rows]) => `${count(rows)} ${reason}`,
	);
	const rejected = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
	const empty =
		emptyPasswords === 0
			? ''
			: `; ${count(emptyPasswords)} ${emptyPasswords === 1 ? 'has' : 'have'} the empty password`;
	const leftOut = Object.entries(input.leftOutByReason).map(
		([reason, rows]) => `${count(rows)} ${reason}`,
	);
	const others =
		leftOut.length === 0
			? ''
			: `; ${many(input.leftOut, 'more row')} left out (${leftOut.join(', ')})`;
	return [
		`${many(input.rows, 'row')} in ${formatSeconds(seconds)}: ${count(input.checked)} checked, ${count(input.rejected)} rejected${rejected}${others}`,
		`columns: ${describeColumns(input.columns)}`,
		`${count(distinctHashes)} distinct hashes; ${count(sharedHashes)} accounts share a password with another${empty}`,
	].join('\n');
}

function describeColumns(columns: BacktestSummary['input']['columns']): string {
	return Object.entries(columns)
		.flatMap(([role, name]) => (name === null ? [] : `${role} "${displayText(name)}"`))
		.join(', ');
}

function describeStore({ store }: BacktestSummary, now: number): string {
	const age =
		store.oldestCheck === null || store.newestCheck === null
			? 'never checked'
			: `last checked ${formatAge(now - Date.parse(store.newestCheck))}, the oldest range ${formatAge(now - Date.parse(store.oldestCheck))}`;
	return `store: ${count(store.ranges)} ranges, ${count(store.hashes)} hashes, ${age}`;
}

function describeFiles(summary: BacktestSummary, out: string): string {
	const { listed, verdicts, input, sharedPasswords, domain, cohorts, spreadsheet } = summary;
	const candidates = verdicts.CRITICAL + verdicts.HIGH;
	const { splitRows, cellsChanged, tooLong } = spreadsheet;
	const inFiles = (contents: string, rows: number) => {
		const files = splitRows === null ? 1 : Math.ceil(rows / splitRows);
		return files > 1 ? `${contents}, in ${count(files)} files` : contents;
	};
	// The list of all candidates is written only if the others may omit some.
	const hasAll = summary.limit !== null || summary.excluded !== null;
	const files: (readonly [name: string, contents: string] | null)[] = [
		['report.html', 'this summary as a page'],
		['critical.csv', inFiles(many(listed.CRITICAL, 'account'), listed.CRITICAL)],
		['nudge-candidates.csv', inFiles(many(listed.HIGH, 'account'), listed.HIGH)],
		hasAll
			? [
					'all-candidates.csv',
					inFiles(`${many(candidates, 'candidate')}, listed or not`, candidates),
				]
			: null,
		[
			'shared-passwords.csv',
			`${many(sharedPasswords.groups, 'password')} used by several accounts`,
		],
		domain && ['domain-findings.csv', many(domain.listed, 'account')],
		cohorts && ['cohorts.csv', many(cohorts.groups.length, 'cohort')],
		['rejected-rows.csv', many(input.rejected, 'row')],
		['summary.json', 'all figures; also as summary.csv'],
	];
	const rows = withoutNulls(files).map(([name, contents]) => [join(out, name), contents]);
	return withoutNulls([
		`report:\n${indent(formatTable(rows))}`,
		cellsChanged === 0
			? null
			: `${many(cellsChanged, 'cell')} escaped so that no spreadsheet runs them as formulas; for programs, use --plain-csv`,
		tooLong.length === 0
			? null
			: `too long for a spreadsheet: ${tooLong.join(', ')}; use --split-rows`,
	]).join('\n');
}

function describeSince(since: SinceSummary): string {
	const rows: [string, number, string][] = [
		['new', since.new, 'not a candidate then'],
		['still', since.still, 'same password'],
		['rotated_to_breached', since.rotatedToBreached, 'changed to another breached password'],
		['resolved', since.resolved, 'no longer a candidate'],
		['gone', since.gone, 'no longer in the table'],
	];
	if (since.undetermined > 0) {
		rows.push(['undetermined', since.undetermined, 'cannot be compared']);
	}
	return formatTable(rows);
}

function describeDomain(domain: DomainSummary): string {
	const { emptyPassword, noNtHash, lmHash, skippedLines } = domain;
	const rows: [string, number | string, string][] = [
		['empty password', emptyPassword, 'anybody can log on who knows the name'],
		['no NT hash', noNtHash, 'no password, or none that is stored'],
		['LM hash', lmHash ?? 'not in the table', 'any password can be found from it'],
	];
	const lines = skippedLines && [
		`${many(skippedLines.messages, 'message')} of the tool`,
		many(skippedLines.kerberosKeys, 'Kerberos key'),
		many(skippedLines.secrets, 'other secret'),
	];
	const isAnySkipped = skippedLines && Object.values(skippedLines).some((number) => number > 0);
	return withoutNulls([
		formatTable(rows),
		isAnySkipped ? `lines that are no accounts: ${lines?.join(', ')}` : null,
	]).join('\n');
}

function describePrivilege({
	accounts,
	candidates,
	mixedPasswords,
	rejected,
	names,
	missing,
}: PrivilegeSummary): string {
	const whose = names === null ? 'by the column' : `of ${many(names, 'name')} given`;
	// "None shares" is said only if it is known of all of them.
	const isAllClear = mixedPasswords === 0 && accounts > 0 && !missing && rejected === 0;
	return withoutNulls([
		`${many(accounts, 'privileged account')} checked, ${whose}; ${count(candidates)} ${candidates === 1 ? 'is a candidate' : 'are candidates'}${candidates > 0 ? ': privileged in the lists' : ''}`,
		missing
			? `${count(missing)} of the names ${missing === 1 ? 'is' : 'are'} not in the table: of ${missing === 1 ? 'it' : 'these'} nothing is known`
			: null,
		rejected > 0
			? `${many(rejected, 'more privileged account')} could not be checked: rejected`
			: null,
		mixedPasswords > 0
			? `${many(mixedPasswords, 'password')} shared by privileged and other accounts: mixed_privilege in shared-passwords.csv`
			: null,
		isAllClear ? 'none shares its password with an account that is not privileged' : null,
	]).join('\n');
}

function describeNames(names: NamesSummary): string {
	const notInStore = names.nameOnly - names.nameOnlyUnknown;
	const unknown =
		names.nameOnlyUnknown === 0 ? '' : `, ${count(names.nameOnlyUnknown)} could not be looked up`;
	return [
		`${count(names.inPassword)} of ${many(names.checked, 'account')} have a password made from their name; ${count(notInStore)} of these passwords ${notInStore === 1 ? 'is' : 'are'} in no known breach${unknown}`,
		`name columns: ${names.columns.map((name) => `"${displayText(name)}"`).join(', ')}`,
		`tried: up to ${count(names.triedPerPart)} passwords for each of ${many(names.parts, 'name part')}, ${count(names.triedPerJoined)} for each joined form`,
	].join('\n');
}

/** Cohorts shown; the others are in the file. */
const SHOWN_COHORTS = 8;

function describeCohorts({ groups, other }: CohortsSummary): string {
	const row = (name: string, { accounts, matchRate, interval }: Omit<Cohort, 'values'>) => [
		name,
		accounts,
		formatPercent(matchRate),
		`${formatPercent(interval[0])} to ${formatPercent(interval[1])}`,
	];
	const rows = groups
		.slice(0, SHOWN_COHORTS)
		.map((cohort) =>
			row(cohort.values.map((value) => displayText(value, 40) || '(empty)').join(', '), cohort),
		);
	if (other !== null) rows.push(row(`other, ${many(other.groups, 'small cohort')}`, other));
	const more = groups.length - SHOWN_COHORTS;
	const rest = more > 0 ? `\nand ${many(more, 'more cohort')} in cohorts.csv` : '';
	return formatTable([['', 'accounts', 'rate', '95 % interval'], ...rows]) + rest;
}

function withoutNulls<T>(values: readonly (T | null)[]): T[] {
	return values.filter((value) => value !== null);
}

function indent(text: string): string {
	return text.replaceAll(/^/gm, '  ');
}
