/** Runs `credcheck backtest`. */

import { join } from 'node:path';
import { backtest } from '../../backtest/backtest.ts';
import { CredcheckError } from '../../errors.ts';
import { removeIfEmpty } from '../../output/folder/disk.ts';
import { gateError } from '../../report/gate.ts';
import { openTerminal } from '../../terminal.ts';
import type { CommandContext } from '../command.ts';
import { refKeyOptions, storePath } from '../environment.ts';
import { makeDefaultFolder } from './default-folder.ts';
import type { BacktestFlags } from './flags.ts';
import { keepHeapsSmall } from './small-heap.ts';
import { describeBacktest, describeProgress } from './text.ts';

export async function backtestCommand(
	accounts: string,
	flags: BacktestFlags,
	{ signal, io }: CommandContext,
): Promise<void> {
	keepHeapsSmall();
	const { exclude = [], breachedEmails, privileged } = flags;
	const inputs = [accounts, breachedEmails, privileged, ...exclude];
	if (inputs.filter((path) => path === '-').length > 1) {
		throw new CredcheckError(
			'USAGE',
			'only one of ACCOUNTS.csv, --breached-emails, --privileged and --exclude can be - (stdin)',
		);
	}
	const terminal = await openTerminal(flags, io);
	const sendAlert =
		flags.alert === undefined
			? undefined
			: await (await import('./alert.ts')).openAlert(flags.alert, terminal, signal);
	const progress = terminal.progress();
	const startedAt = Date.now();
	const out = flags.out ?? makeDefaultFolder(startedAt);
	const summary = await backtest(
		{
			// Flags have the same names as the library's options.
			...flags,
			accounts,
			store: storePath(flags, io.env),
			out,
			...refKeyOptions(flags, io.env),
			signal,
		},
		{
			onProgress: (now) =>
				progress.update(now.done, 1, () => describeProgress(now), now.secondsLeft),
			onWarning: (_, { message, hints }) => terminal.warn(message, hints),
			onDetail: (line) => terminal.detail(line),
		},
	).finally(() => {
		progress.stop();
		if (flags.out === undefined) removeIfEmpty(out);
	});
	terminal.result(summary, describeBacktest(summary, out, Date.now(), terminal));
	await sendAlert?.(summary, flags.failOver, signal);
	const failure = gateError(summary, flags.failOver);
	if (failure === undefined) return;
	const written = `the report was written: ${join(out, 'summary.json')}`;
	const hint = failure.hint === undefined ? written : `${failure.hint}; ${written}`;
	throw new CredcheckError(failure.code, failure.message, hint);
}
