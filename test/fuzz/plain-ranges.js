/** An independent reader of ranges: regular expressions, one line after the other. */

/** @typedef {import('../../src/range/kind.ts').HashKind} HashKind */
/** @typedef {import('./random.js').Random} Random */

/** @param {number} prefix */
export function prefixText(prefix) {
	return prefix.toString(16).toUpperCase().padStart(5, '0');
}

/**
 * The text of a made-up range.
 *
 * @param {Random} random
 * @param {HashKind} kind
 * @param {number} prefix
 * @param {'suffix' | 'hash'} form
 */
export function rangeText(random, kind, prefix, form, lines = 1 + random.below(40)) {
	const digits = kind.bytes * 2 - 5;
	const suffixes = new Set(
		Array.from({ length: lines }, () => {
			const suffix = random.hex(digits);
			// Hashes that begin alike take other paths.
			return random.chance(0.1)
				? suffix.slice(0, 8).replaceAll(/./g, '0') + suffix.slice(8)
				: suffix;
		}),
	);
	const end = random.pick(['\r\n', '\n']);
	const text = [...suffixes]
		.toSorted()
		.map((suffix) => `${form === 'hash' ? prefixText(prefix) : ''}${suffix}:${countOf(random)}`)
		.join(end);
	return Buffer.from(random.chance(0.5) ? text : text + end);
}

/** @param {Random} random */
export function countOf(random) {
	return random.pick([
		1,
		2,
		3,
		127,
		128,
		255,
		256,
		16_384,
		4_294_967_296,
		2 ** 53 - 1,
		1 + random.below(1e6),
	]);
}

/**
 * The lines `HASH:COUNT` of a body; undefined if it is none that may be stored.
 *
 * @param {Buffer} body
 * @param {HashKind} kind
 * @param {number} prefix
 * @param {'suffix' | 'hash'} form
 * @param {boolean} untidy whether case, blanks, empty lines and marks do not matter
 * @returns {string[] | undefined}
 */
export function plainRange(body, kind, prefix, form, untidy) {
	const text = body.toString('latin1');
	const lines = untidy ? tidy(text) : text.replace(/\r?\n$/, '').split(/\r?\n/);
	if (lines === undefined) return undefined;
	const digits = kind.bytes * 2 - (form === 'hash' ? 0 : 5);
	const line = new RegExp(`^([0-9A-F]{${digits}}):([1-9][0-9]*)$`);
	const own = prefixText(prefix);
	/** @type {string[]} */
	const read = [];
	for (const each of lines) {
		const [, hash = '', count = ''] = line.exec(each) ?? [];
		if (hash === '' || Number(count) > Number.MAX_SAFE_INTEGER) return undefined;
		if (form === 'hash' && !hash.startsWith(own)) return undefined;
		read.push(`${form === 'hash' ? '' : own}${hash}:${Number(count)}`);
	}
	const hashes = read.map((each) => each.slice(0, each.indexOf(':')));
	const isAscending = hashes.every(
		(hash, at) => at === 0 || hash > /** @type {string} */ (hashes[at - 1]),
	);
	return read.length > 0 && isAscending ? read : undefined;
}

/**
 * The lines of a text as other programs write it.
 *
 * @param {string} text
 */
export function tidy(text) {
	const lines = text.split('\n').map((line) => line.replace(/[ \t]+$/, ''));
	// A CR at the very end is half a line end: the text was cut there.
	if (lines.at(-1)?.endsWith('\r')) return undefined;
	return (
		lines
			// A line end that was converted twice is CR CR LF.
			.map((line) =>
				line
					.replace(/\r$/, '')
					.replace(/[ \t]+$/, '')
					.replace(/\r$/, ''),
			)
			.map((line) => line.replace(/^\xef\xbb\xbf/, ''))
			.filter((line) => line !== '')
			.map((line) => line.replace(/^[^:]*/, (hash) => hash.replaceAll(/[a-f]/g, upper)))
	);
}

/** @param {string} digit */
function upper(digit) {
	return digit.toUpperCase();
}

/**
 * The lines `HASH:COUNT` of a packed range.
 *
 * @param {import('./build.js').Inside} inside
 * @param {HashKind} kind
 * @param {number} prefix
 * @param {Uint8Array} packed
 */
export function linesOfPacked({ viewPacked, entryAt }, kind, prefix, packed) {
	const range = viewPacked(kind, prefix, packed);
	if (range === undefined) return ['unreadable'];
	return Array.from({ length: range.size }, (_, row) => {
		const { hash, count } = entryAt(range, prefix, row);
		return `${hash}:${count}`;
	});
}
