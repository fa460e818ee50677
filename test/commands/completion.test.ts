import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/commands/flag.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import { credcheck } from '../support/credcheck.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Each prints what its shell offers for the line in `$1`, one candidate per line, with the script in `./script`. */
const PRINT_OFFERS = {
	// Calls the function as readline does, with the words and the index of the current one.
	bash: `source ./script
		read -ra COMP_WORDS <<< "$1"
		[[ $1 == *' ' ]] && COMP_WORDS+=('')
		COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
		"$(complete -p credcheck | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
		printf '%s\\n' "\${COMPREPLY[@]}"`,
	// Presses Tab in an interactive zsh on a pseudo-terminal.
	zsh: `zmodload zsh/zpty
		zpty shell zsh -f -i
		zpty -w shell 'PROMPT=; stty -echo; autoload -Uz compinit; compinit -D -u; source ./script'
		zpty -w shell 'compadd() { local -a hits; [[ " $* " == *" -"[OAD]" "* ]] || builtin compadd -A hits "$@"; (($#hits)) && print -l -- "offer:"\${^hits}; builtin compadd "$@" }'
		zpty -w shell 'after() { print -- THE""END }; comppostfuncs=(after); bindkey "^I" complete-word; print BE""GIN'
		zpty -r shell out '*BEGIN*'
		zpty -w -n shell "$1"$'\\t'
		zpty -r shell out '*THEEND*'
		print -r -- "$out" | tr -d '\\r' | sed -n 's/^.*offer://p'`,
	fish: `source ./script
		complete -C $argv[1]`,
};

const START = {
	bash: ['--norc', '--noprofile', '-c', PRINT_OFFERS.bash, 'bash'],
	zsh: ['-f', '-c', PRINT_OFFERS.zsh, 'zsh'],
	fish: ['--no-config', '-c', PRINT_OFFERS.fish],
};

describe.each(Object.keys(PRINT_OFFERS) as (keyof typeof PRINT_OFFERS)[])(
	'credcheck completion %s',
	(shell) => {
		const installed = (process.env['PATH'] ?? '')
			.split(':')
			.some((folder) => existsSync(join(folder, shell)));

		/** What the shell offers in a folder that contains a file and a folder, in alphabetical order. */
		async function offers(line: string): Promise<string[]> {
			const folder = temporaryFolder();
			mkdirSync(join(folder, 'reports'));
			writeFileSync(join(folder, 'users.csv'), '');
			const { code, stdout, stderr } = await credcheck(['completion', shell]);
			expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
			writeFileSync(join(folder, 'script'), stdout);
			const { PATH = '' } = process.env;
			const printed = execFileSync(shell, [...START[shell], line], {
				cwd: folder,
				encoding: 'utf8',
				env: { PATH, HOME: folder, TERM: 'dumb' },
				timeout: 60_000,
			});
			// fish prints a description after a tab.
			const candidates = printed
				.split('\n')
				.map((candidate) => candidate.replace(/\/?(\t.*)?$/, ''));
			return [...new Set(candidates)].filter((candidate) => candidate !== '').toSorted();
		}

		it.skipIf(!installed)(`${shell} completes every command`, async () => {
			const names = COMMANDS.map(({ name }) => name);
			expect(await offers('credcheck ')).toEqual(expect.arrayContaining(names));
			expect(await offers('credcheck ba')).toEqual(['backtest']);
			expect(await offers('credcheck help ')).toEqual(names.toSorted());
		});

		it.skipIf(!installed)(
			`${shell} completes the flags of the command, and no others`,
			async () => {
				for (const { name, flags } of COMMANDS) {
					const own = Object.entries(flags).map(([key, flag]) => nameOf(key, flag));
					expect(await offers(`credcheck ${name} --`)).toEqual([...own, '--help'].toSorted());
				}
			},
		);

		it.skipIf(!installed)(`${shell} completes the values of flags and operands`, async () => {
			expect(await offers('credcheck backtest --order ')).toEqual(['count', 'input']);
			expect(await offers('credcheck completion ')).toEqual(['bash', 'fish', 'zsh']);
		});

		it.skipIf(!installed)(
			`${shell} completes files and folders only where one is expected`,
			async () => {
				expect(await offers('credcheck backtest ')).toEqual(['reports', 'script', 'users.csv']);
				expect(await offers('credcheck backtest --breached-emails us')).toEqual(['users.csv']);
				expect(await offers('credcheck backtest --out ')).toEqual(['reports']);
				expect(await offers('credcheck backtest --limit ')).toEqual([]);
				expect(await offers('credcheck sync ')).not.toContain('users.csv');
			},
		);
	},
);

it('completion exits 2 for an unknown shell', async () => {
	const run = await credcheck(['completion', 'tcsh']);
	expect(run).toMatchObject({ code: 2, stdout: '' });
	expect(run.stderr).toContain('SHELL must be bash, zsh or fish');
});
