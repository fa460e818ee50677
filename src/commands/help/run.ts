/** Runs `credcheck help`. */

import { VERSION } from '../../version.ts';
import type { CommandContext } from '../command.ts';
import { unknownCommand } from '../usage-error.ts';
import type { HelpFlags } from './command.ts';
import { commandPage, overviewPage } from './page.ts';
import { renderPlain } from './plain.ts';
import { renderRoff } from './roff.ts';

/** Longer lines are hard to read, even on a wide terminal. */
const MAX_WIDTH = 90;

export async function helpCommand(
	topic: string | undefined,
	flags: HelpFlags,
	{ commands, io: { stdout } }: CommandContext,
): Promise<void> {
	const command = commands.find(({ name }) => name === topic);
	if (topic !== undefined && command === undefined) {
		throw unknownCommand(commands);
	}
	const page = command === undefined ? overviewPage(commands) : commandPage(command);
	const width = Math.min(stdout.columns ?? 80, MAX_WIDTH);
	stdout.write(flags.roff ? renderRoff(page, VERSION) : renderPlain(page, width));
}
