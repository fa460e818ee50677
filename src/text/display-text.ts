/** Makes text from a table or a command line safe to show. */

/** More characters than are ever displayed, yet few enough to scan cheaply. */
const MAX_SCANNED = 4096;

/**
 * Removes hashes, invisible and control characters and bidirectional marks, and truncates long text.
 *
 * @param most the most characters that are shown
 */
export function displayText(text: string, most = 60): string {
	const clean = text
		.slice(0, MAX_SCANNED)
		.replaceAll(/[\p{Cc}\s]+/gu, ' ')
		// Some scripts need the zero-width joiner and non-joiner.
		.replaceAll(/(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu, '')
		// Must precede truncation: most of a hash is as sensitive as all of it, and would no longer match.
		.replaceAll(/[0-9A-Fa-f]{32,}/g, '[hash]')
		// A letter with hundreds of accents covers the lines around it.
		.replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
		.trim();
	const characters = [...clean];
	if (characters.length <= most) return clean;
	const shown = characters.slice(0, most - 1).join('');
	return `${shown.trimEnd()}…`;
}
