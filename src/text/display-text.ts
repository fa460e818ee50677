/** Makes text from a table or a command line safe to show. */

import { withoutHashes } from './secrets.ts';
import { visibleLine } from './visible.ts';

/** More characters than are ever displayed, yet few enough to scan cheaply. */
const MAX_SCANNED = 4096;

/**
 * Removes hashes, shows invisible and control characters as escapes, and truncates long text.
 *
 * @param most the most characters that are shown
 */
export function displayText(text: string, most = 60): string {
	const start = text.slice(0, MAX_SCANNED).replaceAll(/\s+/g, ' ').trim();
	// Hidden characters between its digits make it no other hash.
	const bare = start.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
	const hasHash = withoutHashes(bare) !== bare;
	// Must precede truncation: most of a hash is as sensitive as all of it, and would no longer match.
	const clean = withoutHashes(visibleLine(hasHash ? bare : start))
		// A letter with hundreds of accents covers the lines around it.
		.replaceAll(/(\p{M}{4})\p{M}+/gu, '$1');
	const characters = [...clean];
	if (characters.length <= most) return clean;
	const shown = characters.slice(0, most - 1).join('');
	return `${shown.trimEnd()}…`;
}
