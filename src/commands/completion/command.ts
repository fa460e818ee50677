/** `credcheck completion`: its definition. */

import { defineCommand } from '../command.ts';
import { oneOf } from '../values.ts';

export const COMPLETION = defineCommand({
	name: 'completion',
	summary: 'print a completion script for a shell',
	about: true,
	operands: {
		shell: { value: 'SHELL', type: oneOf('bash', 'zsh', 'fish'), help: 'bash, zsh or fish' },
	},
	flags: {},
	run: async ({ shell }, _, context) =>
		(await import('./run.ts')).completionCommand(shell, context),
	manual: {
		description: `Prints a script by which bash, zsh or fish completes commands, flags, their values and files.
			Install it again after each update of credcheck.`,
		examples: [
			{ run: 'eval "$(credcheck completion bash)"', does: 'For bash, in `~/.bashrc`.' },
			{
				run: 'eval "$(credcheck completion zsh)"',
				does: 'For zsh, in `~/.zshrc`, after `compinit`.',
			},
			{
				run: 'credcheck completion fish > ~/.config/fish/completions/credcheck.fish',
				does: 'For fish, once.',
			},
		],
		exits: [],
		seeAlso: [],
	},
});
