/** `credcheck backtest`: its definition. */

import { defineCommand } from '../command.ts';
import { file } from '../values.ts';
import { BACKTEST_FLAGS } from './flags.ts';
import { BACKTEST_MANUAL } from './manual.ts';

export const BACKTEST = defineCommand({
	name: 'backtest',
	summary: 'report which accounts have a breached password',
	operands: {
		accounts: {
			value: 'ACCOUNTS.csv',
			type: file,
			help: 'table of accounts, plain or gzipped; - for stdin',
		},
	},
	flags: BACKTEST_FLAGS,
	run: async ({ accounts }, flags, context) =>
		(await import('./run.ts')).backtestCommand(accounts, flags, context),
	manual: BACKTEST_MANUAL,
});
