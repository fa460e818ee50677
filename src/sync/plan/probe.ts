/**
 * Chooses the few ranges that show whether a source has changed at all. A bulk load changes every range
 * and is never missed. A change to one range in 20 is missed one time in 12, a change to one in 100 three
 * times in five.
 */

import type { Prefix } from '../../range/prefix.ts';
import { PROBES } from '../defaults.ts';

/**
 * Cuts the prefixes into sections of equal length and picks one at random from each.
 *
 * @param random returns numbers from 0 up to, not including, 1
 * @returns none when there are too few for a probe to spare any
 */
export function pickProbes(prefixes: readonly Prefix[], random: () => number): Prefix[] {
	if (prefixes.length < 2 * PROBES) return [];
	const begin = (section: number) => Math.floor((section * prefixes.length) / PROBES);
	return Array.from({ length: PROBES }, (_, section) => {
		const length = begin(section + 1) - begin(section);
		return prefixes[begin(section) + Math.floor(random() * length)] as Prefix;
	});
}
