/** Runs `credcheck completion`. */

import type { CommandContext } from '../command.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { commandOffers } from './offers.ts';
import { zshCompletion } from './zsh.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export async function completionCommand(
	shell: keyof typeof SCRIPTS,
	{ commands, io }: CommandContext,
): Promise<void> {
	io.stdout.write(SCRIPTS[shell](commandOffers(commands)));
}
