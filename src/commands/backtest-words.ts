/** A back-test as a person reads it: how far it is, and its summary. */

import { join } from 'node:path';
import type { BacktestProgress } from '../backtest/meter.ts';
import {
	formatNumber as count,
	formatAge,
	formatBar,
	formatBytes,
	formatLarge,
	formatPercent,
	formatSeconds,
	formatTable,
} from '../figures.ts';
import type { BacktestSummary } from '../report/summary.ts';
import type { Terminal } from '../terminal.ts';
import type { Verdict } from '../verdict/matrix.ts';

const BAR_WIDTH = 30;

/** What each verdict means here, and asks for. */
function meanings({ input, minCount }: BacktestSummary): Record<Verdict, string> {
	const fewer = minCount > 1 ? ` ${count(minCount)} times` : '';
	return {
		CRITICAL:
			input.breachedEmails === null
				? 'mail addresses were not checked: give --breached-emails'
				: 'password and mail address both breached: revoke the session',
		HIGH: 'password breached: queue an in-app nudge',
		CLEAN: `password not seen${fewer}: nothing to do`,
		UNKNOWN: 'range not held: cannot be told',
	};
}

/** What is being done, how much of it, and how fast. */
export function describeProgress(progress: BacktestProgress): string {
	const { phase, rows, rowsPerSecond, bytes, reading, readings } = progress;
	if (progress.names !== undefined) {
		const { parts, tried } = progress.names;
		return `trying names, ${count(parts)} so far, ${formatPercent(tried)} of them`;
	}
	if (phase === 'receiving') return `receiving, ${formatBytes(bytes)} so far`;
	const which =
		readings === undefined ? '' : ` distinct hashes, reading ${reading} of ${readings}:`;
	return `${phase}${which} ${count(rows)} rows, ${count(Math.round(rowsPerSecond))} rows/s`;
}

/**
 * @param out the report folder
 * @param now milliseconds since 1970, for the age of the store
 */
export function describeBacktest(
	summary: BacktestSummary,
	out: string,
	now: number,
	{ style, interactive }: Pick<Terminal, 'style' | 'interactive'>,
): string {
	const rate = formatPercent(summary.matchRate);
	const checkable = summary.verdicts.UNKNOWN > 0 ? 'accounts that could be checked' : 'accounts';
	const sections = [
		interactive ? style.bold(formatLarge(rate)) : '',
		`${style.bold(rate)} of the ${checkable} have a password that is public`,
		describeRate(summary),
		'',
		style.bold('How often their passwords were seen'),
		describeTiers(summary),
		'',
		style.bold('Verdicts'),
		describeVerdicts(summary),
		'',
		describeRows(summary),
		describeStore(summary, now),
		describeFiles(summary, out),
		'',
		'A match means that the password is public, not that the account was taken.',
	];
	return sections.filter((section, at) => at > 0 || section !== '').join('\n');
}

function describeRate({
	matched,
	matchRateBounds,
	store,
	verdicts,
	input,
	minCount,
}: BacktestSummary) {
	const known = input.checked - verdicts.UNKNOWN;
	const seen = minCount > 1 ? `, seen ${count(minCount)} times or more` : '';
	const line = `${count(matched)} of ${many(known, 'account')}${seen}; the store covers ${formatPercent(store.coverage)} of those checked`;
	if (verdicts.UNKNOWN === 0) return line;
	const [low, high] = matchRateBounds.map(formatPercent);
	return `${line}\nwith the ${count(verdicts.UNKNOWN)} that cannot be told, the rate lies between ${low} and ${high}`;
}

function describeTiers({ tiers, matched }: BacktestSummary): string {
	const most = Math.max(1, ...Object.values(tiers));
	return indent(
		formatTable(
			Object.entries(tiers).map(([tier, accounts]) => [
				tier,
				formatBar(accounts / most, BAR_WIDTH),
				accounts,
				matched === 0 ? '' : formatPercent(accounts / matched),
			]),
		),
	);
}

function describeVerdicts(summary: BacktestSummary): string {
	const { verdicts } = summary;
	const shown = Object.entries(meanings(summary)).filter(
		([verdict]) => verdict !== 'UNKNOWN' || verdicts.UNKNOWN > 0,
	);
	return indent(
		formatTable(
			shown.map(([verdict, meaning]) => [verdict, verdicts[verdict as Verdict], meaning]),
		),
	);
}

function describeRows({
	input,
	seconds,
	distinctHashes,
	sharedHashes,
	emptyPasswords,
}: BacktestSummary) {
	const reasons = Object.entries(input.rejectedByReason).map(
		([reason, rows]) => `${count(rows)} ${reason}`,
	);
	const rejected = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
	const empty = emptyPasswords === 0 ? '' : `; ${count(emptyPasswords)} have the empty password`;
	return [
		`${many(input.rows, 'row')} in ${formatSeconds(seconds)}: ${count(input.checked)} checked, ${count(input.rejected)} rejected${rejected}`,
		`columns: ${describeColumns(input.columns)}`,
		`${count(distinctHashes)} distinct hashes; ${count(sharedHashes)} accounts share theirs with another${empty}`,
	].join('\n');
}

function describeColumns(columns: BacktestSummary['input']['columns']): string {
	return Object.entries(columns)
		.filter(([, name]) => name !== null)
		.map(([role, name]) => `${role} "${name}"`)
		.join(', ');
}

function describeStore({ store }: BacktestSummary, now: number): string {
	const age =
		store.oldestCheck === null || store.newestCheck === null
			? 'never checked'
			: `checked ${formatAge(now - Date.parse(store.newestCheck))}, the oldest range ${formatAge(now - Date.parse(store.oldestCheck))}`;
	return `store: ${count(store.ranges)} ranges, ${count(store.hashes)} hashes, ${age}`;
}

function describeFiles(summary: BacktestSummary, out: string): string {
	const { listed, input, sharedPasswords, cohorts } = summary;
	const files: [string, string][] = [
		['report.html', 'all of this as a page'],
		['critical.csv', many(listed.CRITICAL, 'account')],
		['nudge-candidates.csv', many(listed.HIGH, 'account')],
		['shared-passwords.csv', `${many(sharedPasswords.groups, 'password')} of several accounts`],
		...(cohorts === null
			? []
			: [['cohorts.csv', many(cohorts.groups.length, 'group')] as [string, string]]),
		['rejected-rows.csv', many(input.rejected, 'row')],
		['summary.json', 'these figures and more; also as summary.csv'],
	];
	return `report:\n${indent(formatTable(files.map(([name, what]) => [join(out, name), what])))}`;
}

function many(number: number, noun: string): string {
	return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function indent(text: string): string {
	return text.replaceAll(/^/gm, '  ');
}
