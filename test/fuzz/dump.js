/**
 * Dumps: one file of sorted `HASH:COUNT` lines. Oracle: a reader that looks at every line. The file is refused, or a
 * range of it fails, or the range is all lines of its prefix: no line of it is anywhere else, and none of them is bad.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mutate } from './mutate.js';
import { linesOfPacked, plainRange, prefixText, rangeText } from './plain-ranges.js';

/** @param {import('./run.js').Bench} bench */
export function open({ inside, folder, corpus, tally }) {
	const { SHA1, openDump, packBody } = inside;
	const file = join(folder, 'dump');
	return {
		/** @param {import('./random.js').Random} random */
		make(random) {
			const isKnown = random.chance(0.2);
			const made = isKnown ? random.pick([...corpus.values()]) : dumpText(random);
			const times = random.pick([0, 1, 1, 1, 2, 3, 4]);
			const text = mutate(random, made, times, [made, dumpText(random)]);
			const isGzip = random.chance(0.25);
			const damage = isGzip && random.chance(0.3) ? 1 : 0;
			const bytes = mutate(random, isGzip ? gzipSync(text) : text, damage);
			return {
				files: { dump: bytes, text },
				async run() {
					writeFileSync(file, bytes);
					/** @type {Map<number, string[]>} */
					const ranges = new Map();
					let error;
					try {
						const source = await openDump(file, SHA1);
						try {
							const offered = [...(await source.offered())];
							for (const prefix of [...offered, 0xfffff]) {
								const answer = await source.fetch(prefix, {}, new AbortController().signal);
								if (answer.kind !== 'body') {
									tally('failed ranges');
									continue;
								}
								const { body } = answer;
								const packed = packBody({ prefix, kind: SHA1, body, storePath: undefined });
								if (packed.kind !== 'changed') tally('failed ranges');
								else ranges.set(prefix, linesOfPacked(inside, SHA1, prefix, packed.packed));
							}
						} finally {
							await source.close();
						}
					} catch (thrown) {
						if (!(thrown instanceof inside.CredcheckError)) throw thrown;
						error = thrown;
						if (error.code !== 'SOURCE_UNAVAILABLE') return `it is ${error.code}: ${error.message}`;
					}
					tally(error === undefined ? 'read' : 'refused');
					if (ranges.size > 0) tally('with ranges');
					// What a damaged stream unzips to is only known to be damaged.
					if (damage > 0) return undefined;
					for (const [prefix, lines] of ranges) {
						const own = linesBelow(text, prefix);
						const expected = plainRange(own, SHA1, prefix, 'hash', true);
						if (expected?.join('\n') !== lines.join('\n')) {
							const found = `${lines.length} hashes of ${prefixText(prefix)}`;
							return `${found} where the file has ${expected?.length ?? 'bad lines'}`;
						}
					}
					// A file that nobody changed is read whole, but for a last line that has no end.
					const isWhole = times === 0 && !isKnown && text.at(-1) === 0x0a;
					return isWhole && ranges.size !== prefixesIn(text) ? 'a range is missing' : undefined;
				},
			};
		},
	};
}

/** @param {Buffer} text of a dump as it should be */
function prefixesIn(text) {
	const lines = text.toString('latin1').split('\n').slice(0, -1);
	return new Set(lines.map((line) => line.slice(0, 5))).size;
}

/**
 * Some ranges, a few of them neighbours.
 *
 * @param {import('./random.js').Random} random
 */
function dumpText(random) {
	const kind = /** @type {import('../../src/range/kind.ts').HashKind} */ ({ bytes: 20 });
	const start = random.pick([0, 0xff, 0xabcde, 0xffff8]);
	const prefixes = Array.from({ length: 1 + random.below(7) }, (_, at) => start + at).filter(() =>
		random.chance(0.8),
	);
	if (prefixes.length === 0) prefixes.push(start);
	const end = random.pick(['\n', '\r\n']);
	const lines = prefixes.flatMap((prefix) =>
		rangeText(random, kind, prefix, 'hash').toString().trimEnd().split(/\r?\n/),
	);
	return Buffer.from(lines.join(end) + (random.chance(0.8) ? end : ''));
}

/**
 * The lines of the file that are, or may be, of the range: those that begin with its prefix, and between these all
 * others.
 *
 * @param {Buffer} text
 * @param {number} prefix
 */
function linesBelow(text, prefix) {
	const lines = text.toString('latin1').split('\n');
	const own = prefixText(prefix);
	const isOwn = (/** @type {string} */ line) =>
		line
			.replace(/^(?:[ \t\r]|\xef\xbb\xbf)+/, '')
			.slice(0, 5)
			.toUpperCase() === own;
	const first = lines.findIndex(isOwn);
	const last = lines.findLastIndex(isOwn);
	const ends = last === lines.length - 1 ? '' : '\n';
	return Buffer.from(lines.slice(first, last + 1).join('\n') + ends, 'latin1');
}
