/** Completion for zsh, to be evaluated or put on the fpath as `_credcheck`. */

import type { CommandOffers, FlagOffer, ValueOffer } from './offers.ts';

export function zshCompletion(commands: readonly CommandOffers[]): string {
	const described = commands.map(({ name, summary }) => `\t\t\t${quoted(`${name}:${summary}`)}`);
	const cases = commands.map(({ name, flags, operands }) => {
		const specs = [...flags.map(flagSpec), ...operands.map((each) => `:${valueSpec(each)}`)];
		return `\t\t${name})\n\t\t\t_arguments ${specs.map(quoted).join(' \\\n\t\t\t\t')}\n\t\t\t;;`;
	});
	return `#compdef credcheck
# credcheck completion for zsh

_credcheck() {
	local curcontext=$curcontext state line
	local -a commands
	_arguments -C \\
		'(- *)'{-h,--help}'[show this help]' \\
		'(- *)'{-V,--version}'[show the version]' \\
		'1: :->command' \\
		'*:: :->rest' && return
	case $state in
	command)
		commands=(
${described.join('\n')}
		)
		_describe command commands
		;;
	rest)
		case $words[1] in
${cases.join('\n')}
		esac
		;;
	esac
}

if [[ $funcstack[1] == _credcheck ]]; then
	_credcheck "$@"
else
	compdef _credcheck credcheck
fi
`;
}

function flagSpec({ name, help, value, repeatable }: FlagOffer): string {
	const text = `[${help.replaceAll(/[[\]\\]/g, '\\$&')}]`;
	const spec = value === undefined ? name + text : `${name}=${text}:${valueSpec(value)}`;
	return repeatable ? `*${spec}` : spec;
}

function valueSpec({ placeholder, offer }: ValueOffer): string {
	const message = placeholder.replaceAll(':', '\\:');
	if (offer === undefined) return `${message}: `;
	if (offer === 'file') return `${message}:_files`;
	if (offer === 'folder') return `${message}:_files -/`;
	return `${message}:(${offer.join(' ')})`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
