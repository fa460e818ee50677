/** Text that comes from a table or a command line, made fit to be shown. Nothing here prints. */

/** Longer than any text is shown, and short enough to look through at once. */
const LOOKED_AT = 4096;

/**
 * The text without hashes, signs that cannot be seen or that a terminal obeys, and marks that turn the
 * direction of what is around them; cut where it is long.
 *
 * @param most characters shown
 */
export function displayText(text: string, most = 60): string {
	const characters = [...clean(text)];
	if (characters.length <= most) return characters.join('');
	const shown = characters.slice(0, most - 1).join('');
	return `${shown.trimEnd()}…`;
}

function clean(text: string): string {
	return (
		text
			.slice(0, LOOKED_AT)
			.replaceAll(/[\p{Cc}\s]+/gu, ' ')
			// Some writing needs the two joiners.
			.replaceAll(/(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu, '')
			// Before it is cut: the better part of a hash would be one as well.
			.replaceAll(/[0-9A-Fa-f]{40,}/g, '[hash]')
			// A letter with hundreds of accents covers the lines around it.
			.replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
			.trim()
	);
}
