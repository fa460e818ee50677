/** Completion for fish. */

import type { CommandOffers, FlagOffer, Offer } from './offers.ts';

export function fishCompletion(commands: readonly CommandOffers[]): string {
	const first = commands.map(
		({ name, summary }) =>
			`complete -c credcheck -n __credcheck_first -a ${name} -d ${quoted(summary)}`,
	);
	const rest = commands.flatMap(({ name, flags, operands }) =>
		[...flags.map(flagWords), ...operands.map(({ offer }) => valueWords(offer))].map(
			(words) => `complete -c credcheck -n '__credcheck_in ${name}' ${words}`,
		),
	);
	return `# credcheck completion for fish

function __credcheck_first
    test (count (commandline -opc)) -eq 1
end

function __credcheck_in
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = "$argv[1]"
end

complete -c credcheck -f
complete -c credcheck -n __credcheck_first -s h -l help -d 'show this help'
complete -c credcheck -n __credcheck_first -s V -l version -d 'show the version'
${[...first, ...rest].join('\n')}
`;
}

function flagWords({ name, help, value }: FlagOffer): string {
	const words = ['-l', name.replace(/^--/, ''), '-d', quoted(help)];
	if (value !== undefined) words.push('-r', valueWords(value.offer));
	return words.join(' ');
}

function valueWords(offer: Offer): string {
	if (offer === undefined) return '-f';
	if (offer === 'file') return '-F';
	if (offer === 'folder') return "-f -a '(__fish_complete_directories)'";
	return `-f -a ${quoted(offer.join(' '))}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
