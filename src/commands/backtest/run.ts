/** `credcheck backtest`: a run of it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backtest } from '../../backtest/backtest.ts';
import { CredcheckError } from '../../errors.ts';
import { isAbove } from '../../report/match-rate.ts';
import { formatPercent } from '../../text/format.ts';
import { refKeyPlace, storePath, tableOptions, terminalFor } from '../environment.ts';
import { type CommandContext, usage } from '../flags.ts';
import { openAlert, sendAlert } from './alert.ts';
import type { BacktestFlags } from './flags.ts';
import { describeBacktest, describeProgress } from './text.ts';

export async function backtestCommand(
	accounts: string,
	flags: BacktestFlags,
	{ signal }: CommandContext,
): Promise<void> {
	const fromStdin = [accounts, flags.breachedEmails, ...(flags.exclude ?? [])];
	if (fromStdin.filter((path) => path === '-').length > 1) {
		throw usage(
			'only one of the table, the addresses and the accounts to exclude can come from stdin',
		);
	}
	if (flags.order !== undefined && flags.limit === undefined) {
		throw usage('--order says whom --limit takes first, and there is no --limit');
	}
	if (flags.nameColumns !== undefined && flags.names !== true) {
		throw usage('--name-columns says where names are, and there is no --names');
	}
	const terminal = terminalFor(flags);
	const alert = flags.alert === undefined ? undefined : await openAlert(flags.alert, terminal);
	const progress = terminal.progress();
	const startedAt = Date.now();
	const out = flags.out ?? defaultFolder(startedAt);
	const summary = await backtest(
		{
			...tableOptions(flags),
			keep: flags.keep?.split(','),
			groupBy: flags.groupBy?.split(','),
			accounts,
			store: storePath(flags),
			out,
			breachedEmails: flags.breachedEmails,
			minCount: flags.minCount,
			allowPartial: flags.allowPartial,
			names: flags.names,
			nameColumns: flags.nameColumns?.split(','),
			previous: flags.previous,
			exclude: flags.exclude,
			limit: flags.limit,
			order: flags.order,
			...refKeyPlace(flags),
			plainCsv: flags.plainCsv,
			splitRows: flags.splitRows,
			force: flags.force,
			workers: flags.workers,
			memory: flags.memory,
			signal,
		},
		{
			onProgress: (now) =>
				progress.update(now.done, 1, () => describeProgress(now), now.secondsLeft),
			onWarning: (message) => terminal.warn(message),
		},
	).finally(() => progress.stop());
	if (terminal.json) terminal.print(JSON.stringify(summary, undefined, 2));
	else terminal.say(describeBacktest(summary, out, Date.now(), terminal));
	if (alert !== undefined) await sendAlert(alert, summary, flags.failOver, terminal, signal);
	if (flags.failOver !== undefined && isAbove(summary.matchRate, flags.failOver)) {
		throw new CredcheckError(
			'THRESHOLD_EXCEEDED',
			`the match rate, ${formatPercent(summary.matchRate)}, is above ${flags.failOver} %`,
			`the report was written: ${join(out, 'summary.json')}`,
		);
	}
}

/** `credcheck-report-20260131T235959Z`, with a number behind it where that is taken. */
function defaultFolder(now: number): string {
	const name = `credcheck-report-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
	let free = name;
	for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
	return free;
}
