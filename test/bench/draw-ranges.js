/**
 * Writes a folder of made-up range files, in the format of the range API.
 *
 *     node draw-ranges.js FOLDER [RANGES=4096] [LINES=1973]
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hex, randomWords } from './random.js';

/**
 * The text of one range. Most counts have one digit, as in the corpus.
 *
 * @param {() => number} words
 * @param {number} lines
 */
export function drawRange(words, lines) {
	/** @type {Set<string>} */
	const suffixes = new Set();
	while (suffixes.size < lines) suffixes.add(hex(words, 35));
	return [...suffixes]
		.toSorted()
		.map((suffix) => `${suffix}:${Math.ceil((2 ** 32 / (words() + 1)) ** 0.9)}`)
		.join('\r\n');
}

if (import.meta.filename === process.argv[1]) {
	const [folder, ranges = '4096', lines = '1973'] = process.argv.slice(2);
	if (folder === undefined) throw new Error('usage: draw-ranges.js FOLDER [RANGES] [LINES]');
	const words = randomWords(7);
	mkdirSync(folder, { recursive: true });
	for (let prefix = 0; prefix < Number(ranges); prefix += 1) {
		const name = prefix.toString(16).toUpperCase().padStart(5, '0');
		writeFileSync(join(folder, name), drawRange(words, Number(lines)));
	}
}
