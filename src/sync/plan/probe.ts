/**
 * Asking a few ranges whether a source has changed at all. A bulk load touches every range, and then
 * any one of them tells; a change to one range in twenty is missed one time in twelve, a change to one
 * in a hundred three times in five.
 */

import type { Prefix } from '../../range/prefix.ts';
import { PROBES } from '../defaults.ts';

/**
 * One of each of as many stretches of equal length, by chance: spread over the space, and others the
 * next time.
 *
 * @param chance gives numbers from 0 up to 1
 * @returns none when there are too few for a probe to spare anything
 */
export function pickProbes(prefixes: readonly Prefix[], chance: () => number): Prefix[] {
	if (prefixes.length < 2 * PROBES) return [];
	const begin = (stretch: number) => Math.floor((stretch * prefixes.length) / PROBES);
	return Array.from({ length: PROBES }, (_, stretch) => {
		const length = begin(stretch + 1) - begin(stretch);
		return prefixes[begin(stretch) + Math.floor(chance() * length)] as Prefix;
	});
}
