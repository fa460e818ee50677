/** Completion for bash, 3.2 and later. */

import type { Command } from '../command.ts';
import { flagOffers, operandOffers, type ValueOffer } from './offers.ts';

export function bashCompletion(commands: readonly Command[]): string {
	const names = commands.map(({ name }) => name);
	const values = commands.flatMap((command) =>
		flagOffers(command).flatMap(({ name, value }) =>
			value === undefined ? [] : [`\t"${command.name} ${name}") ${offer(value.offer)} ;;`],
		),
	);
	const words = commands.flatMap((command) => {
		const flags = flagOffers(command).map(({ name }) => name);
		const [operand] = operandOffers(command, commands);
		return [
			`\t\t"${command.name} -"*) ${offer(flags)} ;;`,
			`\t\t"${command.name} "*) ${offer(operand?.offer ?? flags)} ;;`,
		];
	});
	return `# credcheck completion for bash

__credcheck_offer() {
	local line
	# Names are quoted, and folders end with a slash; bash 3.2 cannot be told so.
	[[ $1 == -W ]] || compopt -o filenames 2>/dev/null
	while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$@" -- "$current")
}

_credcheck() {
	local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		${offer([...names, '--help', '--version'])}
		return
	fi
	# bash takes --flag=value for three words.
	if [[ $current == = ]]; then
		current=
	elif [[ $before == = ]]; then
		before=\${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case "\${COMP_WORDS[1]} $before" in
${values.join('\n')}
	*)
		case "\${COMP_WORDS[1]} $current" in
${words.join('\n')}
		esac
		;;
	esac
}

complete -F _credcheck credcheck
`;
}

function offer(what: ValueOffer['offer']): string {
	if (what === 'nothing') return ':';
	if (what === 'file') return '__credcheck_offer -f';
	if (what === 'folder') return '__credcheck_offer -d';
	return `__credcheck_offer -W "${what.join(' ')}"`;
}
