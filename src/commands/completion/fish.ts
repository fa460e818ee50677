/** Completion for fish. */

import type { Command } from '../command.ts';
import { type FlagOffer, flagOffers, operandOffers, type ValueOffer } from './offers.ts';

export function fishCompletion(commands: readonly Command[]): string {
	const first = commands.map(
		({ name, summary }) =>
			`complete -c credcheck -n __credcheck_first -a ${name} -d ${quoted(summary)}`,
	);
	const rest = commands.flatMap((command) => {
		const inCommand = `complete -c credcheck -n '__credcheck_in ${command.name}'`;
		return [
			...flagOffers(command).map((flag) => `${inCommand} ${flagWords(flag)}`),
			...operandOffers(command, commands).map(({ offer }) => `${inCommand} ${valueWords(offer)}`),
		];
	});
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
${[...first, ...rest].map((line) => line.trimEnd()).join('\n')}
`;
}

function flagWords({ name, help, value }: FlagOffer): string {
	const words = ['-l', name.replace(/^--/, ''), '-d', quoted(help)];
	if (value !== undefined) words.push('-r', valueWords(value.offer));
	return words.join(' ');
}

function valueWords(offer: ValueOffer['offer']): string {
	if (offer === 'nothing') return '-f';
	if (offer === 'file') return '-F';
	if (offer === 'folder') return "-f -a '(__fish_complete_directories)'";
	return `-f -a ${quoted(offer.join(' '))}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
