/**
 * Bodies of ranges, as servers and folders send them. Oracle: a body is accepted only if a validator of a few regular
 * expressions accepts it, and what is stored of it is the body, line by line.
 */

import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { mutate } from './mutate.js';
import { linesOfPacked, plainRange, rangeText } from './plain-ranges.js';

/** @param {import('./run.js').Bench} bench */
export function open({ inside, corpus, tally }) {
	const { SHA1, NTLM, packBody } = inside;
	return {
		/** @param {import('./random.js').Random} random */
		make(random) {
			const kind = random.chance(0.8) ? SHA1 : NTLM;
			const prefix = random.pick([0, 0xabcde, 0xfffff, random.below(16 ** 5)]);
			const form = random.pick(/** @type {const} */ (['suffix', 'suffix', 'suffix', 'hash']));
			const untidy = random.chance(0.5);
			const isKnown = random.chance(0.1);
			const drawn = rangeText(random, kind, prefix, form);
			const made = isKnown ? random.pick([...corpus.values()]) : drawn;
			const times = random.pick([0, 1, 1, 1, 2, 3, 5]);
			const text = mutate(random, made, times, [made, rangeText(random, kind, prefix, form)]);
			const encoding = random.pick(/** @type {const} */ (['identity', 'identity', 'gzip', 'br']));
			let bytes = text;
			if (encoding === 'gzip') bytes = gzipSync(text);
			if (encoding === 'br') bytes = brotliCompressSync(text);
			const isDamaged = encoding !== 'identity' && random.chance(0.4);
			if (isDamaged) bytes = mutate(random, bytes, 1);
			return {
				files: { body: bytes, text },
				run() {
					const body = { bytes: new Uint8Array(bytes), encoding, form, untidy };
					const result = packBody({ prefix, kind, body, storePath: undefined });
					const isAccepted = result.kind === 'changed';
					tally(isAccepted ? 'accepted' : 'refused');
					if (result.kind !== 'changed' && result.kind !== 'refused') return `it is ${result.kind}`;
					// A damaged brotli stream may still be one of another text.
					if (isDamaged && encoding === 'br') return undefined;
					const sent = isDamaged ? unzip(bytes) : text;
					const expected = sent && plainRange(sent, kind, prefix, form, untidy);
					if (result.kind === 'refused') {
						// Whatever else is wrong with a stream, refusing it is right.
						if (expected === undefined || isDamaged) return undefined;
						return `a valid body was refused: ${result.reason}`;
					}
					if (expected === undefined) return 'an invalid body was accepted';
					const stored = linesOfPacked(inside, kind, prefix, result.packed);
					if (stored.join('\n') !== expected.join('\n')) return 'another range was stored';
					if (result.hashes !== expected.length) return 'its hashes are miscounted';
					const canonical = Buffer.from(expected.map((line) => line.slice(5)).join('\r\n'));
					const again = inside.packText(canonical, prefix, kind);
					const isSame = again.ok && Buffer.from(again.packed).equals(result.packed);
					return isSame ? undefined : 'the same range has another packed form';
				},
			};
		},
	};
}

/** @param {Buffer} bytes */
function unzip(bytes) {
	try {
		return gunzipSync(bytes);
	} catch {
		return undefined;
	}
}
