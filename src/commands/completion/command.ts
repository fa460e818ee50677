/** `credcheck completion`: its definition. */

import { defineCommand } from '../command.ts';
import { oneOf } from '../values.ts';

export const COMPLETION = defineCommand({
	name: 'completion',
	summary: 'print a completion script for a shell',
	operands: {
		shell: { value: 'SHELL', type: oneOf('bash', 'zsh', 'fish'), help: 'bash, zsh or fish' },
	},
	flags: {},
	run: async ({ shell }, _, context) =>
		(await import('./run.ts')).completionCommand(shell, context),
	manual: {
		description: `Prints a script with which bash, zsh or fish completes commands, flags, their values and files.
			For fish, repeat this after each update of credcheck.`,
		examples: [
			['eval "$(credcheck completion bash)"', 'For bash, in `~/.bashrc`.'],
			['eval "$(credcheck completion zsh)"', 'For zsh, in `~/.zshrc`, after `compinit`.'],
			['credcheck completion fish > ~/.config/fish/completions/credcheck.fish', 'For fish, once.'],
		],
	},
});
