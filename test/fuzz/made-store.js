/** A small store, what is in it, and hashes that are, are not, and cannot be known to be in it. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countOf, prefixText } from './plain-ranges.js';
import { Random } from './random.js';

/** @typedef {import('./random.js').Random} RandomNumbers */

/**
 * @typedef {object} MadeStore
 * @property {string} path
 * @property {string} ranges the folder that it was made of
 * @property {ReadonlyMap<string, number>} counts of all hashes in it
 * @property {readonly string[]} hashes the same, in a list
 * @property {(random: RandomNumbers) => string} absent a hash whose range it has
 * @property {(random: RandomNumbers) => string} missing a hash whose range it lacks
 */

/** Prefixes of the first, of neighbours, and of the last range. */
const PREFIXES = [0, 1, 0x0abcd, 0x5baa6, 0x7c4a8, 0x7c4a9, 0xda39a, 0xfffff];
const EMPTY_PASSWORD = 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709';

/**
 * @param {import('./build.js').Inside} inside
 * @param {string} folder
 * @param {number} [most] hashes of a range
 * @returns {Promise<MadeStore>}
 */
export async function makeStore({ sync }, folder, most = 30) {
	const random = new Random(11, 0);
	const ranges = join(folder, 'ranges');
	const path = join(folder, 'store.sqlite');
	mkdirSync(ranges, { recursive: true });
	/** @type {Map<string, number>} */
	const counts = new Map([[EMPTY_PASSWORD, 31_337]]);
	for (const prefix of PREFIXES) {
		const own = prefixText(prefix);
		const lines = 2 + random.below(most);
		for (let line = 0; line < lines; line += 1) {
			counts.set(own + random.hex(35), random.chance(0.5) ? countOf(random) : 1 + random.below(30));
		}
		const range = [...counts].filter(([hash]) => hash.startsWith(own)).toSorted();
		const text = range.map(([hash, count]) => `${hash.slice(5)}:${count}`).join('\r\n');
		writeFileSync(join(ranges, own), text);
	}
	const { failed } = await sync({ source: ranges, store: path });
	if (failed !== 0) throw new Error('the store could not be made');
	const absent = (/** @type {RandomNumbers} */ own) => {
		// Also one that differs from a known one in its last digit only.
		const known = own.pick([...counts.keys()]);
		const other = known.slice(0, -1) + (known.endsWith('0') ? '1' : '0');
		const drawn = prefixText(own.pick(PREFIXES)) + own.hex(35);
		const hash = own.chance(0.3) ? other : drawn;
		return counts.has(hash) ? drawn : hash;
	};
	const missing = (/** @type {RandomNumbers} */ own) =>
		prefixText(own.pick([2, 0x5baa5, 0xffffe])) + own.hex(35);
	return { path, ranges, counts, hashes: [...counts.keys()], absent, missing };
}
