/** Changes bytes as disks, editors, exports and attackers do. */

/** @typedef {import('./random.js').Random} Random */

/** What readers of text have a meaning for, or should have none. */
const TOKENS = [
	...[
		'\0',
		'\r',
		'\n',
		'\r\n',
		'\r\r\n',
		'\n\n',
		' ',
		'\t',
		'  ',
		'\u2028',
		'\u0085',
		'\v',
		'\f',
		'\x1a',
	],
	...[
		'"',
		'""',
		'"""',
		"'",
		'`',
		'\\',
		'\\"',
		'\\N',
		'\\n',
		',',
		';',
		'|',
		'\t',
		':',
		'=',
		'=""',
		',,,,',
	],
	...['\ufeff', '\ufffd', '\u200b', '\u202e', 'é', '\u{1f511}', 'İ', 'ß', '\ud800'],
	...['0', '-0', '1', '9'.repeat(25), '9007199254740991', '9007199254740993', '4294967296', '1e9'],
	...[
		'NULL',
		'null',
		'N/A',
		'nan',
		'undefined',
		'#N/A',
		'0x',
		'{SHA}',
		'$2b$10$',
		'=1+1',
		'@x',
		'+1',
	],
	...[
		'sep=;\n',
		'<html>',
		'{',
		'}',
		'[',
		']',
		'[[',
		'---\n',
		'--',
		'#',
		'(3 rows)',
		'id',
		'sha1',
		'email',
	],
].map((token) => Buffer.from(token));

const BYTES = [
	...[
		[0xff, 0xfe],
		[0xfe, 0xff],
		[0xef, 0xbb, 0xbf],
		[0xc3],
		[0xe2, 0x82],
		[0xf8],
		[0x80],
		[0xed, 0xa0, 0x80],
	],
	...[
		[0x1f, 0x8b],
		[0x1f, 0x8b, 8, 0],
		[0x50, 0x4b, 3, 4],
		[0x7f],
		[0x1b, 0x5b, 0x32, 0x4a],
		[0xc0, 0x80],
	],
].map((bytes) => Buffer.from(bytes));

/** @type {readonly ((random: Random, bytes: Buffer, more: readonly Buffer[]) => Buffer)[]} */
const MUTATORS = [
	// A bit.
	(random, bytes) => {
		const copy = Buffer.from(bytes);
		const at = random.below(copy.length);
		copy[at] = /** @type {number} */ (copy[at]) ^ (1 << random.below(8));
		return copy;
	},
	// A byte.
	(random, bytes) => {
		const copy = Buffer.from(bytes);
		copy[random.below(copy.length)] = random.below(256);
		return copy;
	},
	// A token put in, or written over what was there.
	(random, bytes, more) => {
		const token = random.pick(
			random.pick([TOKENS, TOKENS, BYTES, more.length > 0 ? more : TOKENS]),
		);
		const at = random.below(bytes.length + 1);
		const over = random.chance(0.3) ? token.length : 0;
		return Buffer.concat([bytes.subarray(0, at), token, bytes.subarray(at + over)]);
	},
	// Cut at the end, or at the beginning.
	(random, bytes) => {
		const at = random.below(bytes.length + 1);
		return random.chance(0.8) ? bytes.subarray(0, at) : bytes.subarray(at);
	},
	// A stretch gone.
	(random, bytes) => {
		const [from, to] = stretch(random, bytes);
		return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
	},
	// A stretch again, somewhere.
	(random, bytes) => {
		const [from, to] = stretch(random, bytes);
		const at = random.below(bytes.length + 1);
		return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]);
	},
	// A line gone, twice, or elsewhere.
	(random, bytes) => {
		const lines = linesOf(bytes);
		const at = random.below(lines.length);
		const line = /** @type {Buffer} */ (lines[at]);
		const how = random.below(3);
		if (how === 0) lines.splice(at, 1);
		else {
			if (how === 1) lines.splice(at, 1);
			const to = random.chance(0.5) ? at : random.below(lines.length + 1);
			lines.splice(to, 0, line);
		}
		return Buffer.concat(lines);
	},
	// All line ends of another kind.
	(random, bytes) => {
		const text = bytes.toString('latin1').replaceAll('\r\n', '\n');
		return Buffer.from(
			text.replaceAll('\n', random.pick(['\r\n', '\n', '\r', '\r\r\n'])),
			'latin1',
		);
	},
	// Another file behind this one, or a piece of it inside.
	(random, bytes, more) => {
		const other = more.length === 0 ? bytes : random.pick(more);
		const at = random.chance(0.5) ? bytes.length : random.below(bytes.length + 1);
		const [from, to] = random.chance(0.3) ? [0, other.length] : stretch(random, other);
		return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at)]);
	},
	// One byte for another, wherever it is.
	(random, bytes) => {
		const copy = Buffer.from(bytes);
		const from = copy[random.below(copy.length)];
		const to = random.pick([0x2c, 0x3b, 0x09, 0x7c, 0x22, 0x27, 0x20, 0x3a, random.below(256)]);
		copy.forEach((byte, at) => {
			if (byte === from) copy[at] = to;
		});
		return copy;
	},
	// Letters in the other case.
	(random, bytes) => {
		const [from, to] = stretch(random, bytes);
		const copy = Buffer.from(bytes);
		copy.write(copy.toString('latin1', from, to).toLowerCase(), from, 'latin1');
		return copy;
	},
];

/** At most this much: long inputs are tried by the fuzzer that means them. */
const MAX_BYTES = 64 * 1024;

/**
 * @param {Random} random
 * @param {Buffer} bytes
 * @param {number} times
 * @param {readonly Buffer[]} [more] other inputs and tokens of the same kind
 */
export function mutate(random, bytes, times, more = []) {
	let mutated = bytes;
	for (let turn = 0; turn < times; turn += 1) {
		const mutator = mutated.length === 0 ? MUTATORS[2] : random.pick(MUTATORS);
		mutated = (mutator ?? random.pick(MUTATORS))(random, mutated, more).subarray(0, MAX_BYTES);
	}
	return Buffer.from(mutated);
}

/**
 * @param {Random} random
 * @param {Buffer} bytes
 * @returns {[from: number, to: number]}
 */
function stretch(random, bytes) {
	const from = random.below(bytes.length);
	const most = Math.min(bytes.length - from, random.pick([1, 4, 16, 80, 1000]));
	return [from, from + 1 + random.below(Math.max(1, most))];
}

/**
 * Lines with their ends.
 *
 * @param {Buffer} bytes
 */
function linesOf(bytes) {
	const lines = [];
	for (let at = 0; at < bytes.length; ) {
		const end = bytes.indexOf(0x0a, at);
		const next = end < 0 ? bytes.length : end + 1;
		lines.push(bytes.subarray(at, next));
		at = next;
	}
	return lines;
}
