/** Completion for bash, 3.2 and later. */

import type { CommandOffers, Offer } from './offers.ts';

export function bashCompletion(commands: readonly CommandOffers[]): string {
	const names = commands.map(({ name }) => name);
	const values = commands.flatMap((command) =>
		command.flags.flatMap(({ name, value }) =>
			value === undefined ? [] : [`\t"${command.name} ${name}") ${offer(value.offer)} ;;`],
		),
	);
	const words = commands.flatMap(({ name, flags, operands: [operand] }) => {
		const flagNames = flags.map((flag) => flag.name);
		return [
			`\t\t"${name} -"*) ${offer(flagNames)} ;;`,
			`\t\t"${name} "*) ${offer(operand === undefined ? flagNames : operand.offer)} ;;`,
		];
	});
	return `# credcheck completion for bash

__credcheck_offer() {
	local line
	# Quotes names, and ends folders with a slash. bash 3.2 has no compopt.
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
	# bash splits --flag=value into three words.
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

function offer(what: Offer): string {
	if (what === undefined) return ':';
	if (what === 'file') return '__credcheck_offer -f';
	if (what === 'folder') return '__credcheck_offer -d';
	return `__credcheck_offer -W "${what.join(' ')}"`;
}
