/** All commands, in the order of the help. */

import { BACKTEST } from './backtest/command.ts';
import { CHECK } from './check/command.ts';
import type { Command } from './command.ts';
import { COMPLETION } from './completion/command.ts';
import { HELP } from './help/command.ts';
import { SCHEMA } from './schema/command.ts';
import { STATUS } from './status/command.ts';
import { SYNC } from './sync/command.ts';
import { VERIFY } from './verify/command.ts';

export const COMMANDS: readonly Command[] = [
	SYNC,
	BACKTEST,
	CHECK,
	STATUS,
	VERIFY,
	SCHEMA,
	HELP,
	COMPLETION,
];
