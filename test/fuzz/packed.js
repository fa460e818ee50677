/**
 * The packed form of a range, of any bytes. Oracle: a blob is none, or its columns lie within it, every search in it
 * ends, and what it finds is there; equal ranges are equal blobs, and equal blobs equal ranges.
 */

import { mutate } from './mutate.js';
import { rangeText } from './plain-ranges.js';

/** @typedef {import('./random.js').Random} Random */

const HEADER_BYTES = 12;
/** Where the number of suffixes is. */
const SIZE_AT = 8;

/** @param {import('./run.js').Bench} bench */
export function open({ inside, tally }) {
	const { SHA1, NTLM, packText } = inside;
	return {
		/** @param {Random} random */
		make(random) {
			const kind = random.chance(0.7) ? SHA1 : NTLM;
			const pack = (/** @type {Buffer} */ text) => {
				const result = packText(text, 0, kind);
				if (!result.ok) throw new Error(result.fault);
				return Buffer.from(result.packed);
			};
			const text = rangeText(
				random,
				kind,
				0,
				'suffix',
				1 + random.below(random.pick([3, 40, 600])),
			);
			const whole = pack(text);
			const other = pack(rangeText(random, kind, 0, 'suffix'));
			const how = random.below(10);
			let bytes = mutate(random, whole, random.pick([1, 1, 2, 4]), [other]);
			if (how === 0) bytes = Buffer.from(random.hex(2 * random.below(200)), 'hex');
			if (how === 1) bytes = withSize(random, whole);
			if (how === 2) bytes = whole;
			// Columns are views, which need not be aligned in memory.
			const offset = random.below(9);
			const blob = new Uint8Array(offset + bytes.length).subarray(offset);
			blob.set(bytes);
			return {
				files: { blob, text },
				run: () => attack(random, kind, blob, whole),
			};
		},
	};

	/**
	 * @param {Random} random
	 * @param {import('../../src/range/kind.ts').HashKind} kind
	 * @param {Uint8Array} blob
	 * @param {Buffer} whole
	 */
	function attack(random, kind, blob, whole) {
		const { CountReader, RangeSearch, viewPacked } = inside;
		const range = viewPacked(kind, 0, blob);
		const another = viewPacked(kind, 1 + random.below(9), blob);
		if (range !== undefined && another !== undefined) return 'it is of any prefix';
		tally(range === undefined ? 'refused' : 'viewed');
		if (range === undefined) return whole.equals(blob) ? 'a packed range was refused' : undefined;
		const { size, lead, next, mid, rest, counts } = range;
		const columns = [lead, next, mid, ...rest];
		if (columns.some((column) => column.length !== size)) return 'a column has another size';
		const bytes = columns.reduce(
			(sum, column) => sum + column.byteLength,
			HEADER_BYTES + counts.length,
		);
		if (bytes !== blob.length) return `the columns have ${bytes} of ${blob.length} bytes`;

		const reader = new CountReader(range);
		for (let row = 0; row < size; row += 1 + random.below(3)) {
			if (typeof reader.at(row) !== 'number') return 'a count is no number';
		}
		const words = kind.bytes / 4;
		const hashes = hashesOf(range);
		const held = new Set(hashes);
		const sought = Array.from({ length: 40 }, () => {
			const hash = random.chance(0.5)
				? /** @type {string} */ (random.pick(hashes))
				: `00000${random.hex(kind.bytes * 2 - 5)}`;
			return hash;
		})
			// A damaged column may have more than the 12 bits of three digits.
			.filter((hash) => hash.length === kind.bytes * 2)
			.toSorted();
		const search = new RangeSearch(range);
		for (const hash of sought) {
			const own = Uint32Array.from({ length: words }, (_, word) =>
				Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16),
			);
			const row = search.find(own, 0);
			if (!(row >= -1 && row < size)) return `found at ${row} of ${size}`;
			if (row >= 0 && hashes[row] !== hash) return 'found another hash';
			if (row < 0 && held.has(hash) && isAscending(lead)) return 'a hash was not found';
		}
		// A blob that is a range, after all, is the only one of that range.
		const counted = new CountReader(range);
		const lines = hashes.map((hash, row) => `${hash.slice(5)}:${counted.at(row)}`);
		const again = inside.packText(Buffer.from(lines.join('\n')), 0, kind);
		if (!again.ok) return undefined;
		tally('ranges');
		if (Buffer.from(again.packed).equals(blob)) return undefined;
		return isSpelledOtherwise(range) ? undefined : 'two blobs of one range';
	}
}

/** @param {import('../../src/range/packed.ts').PackedRange} range */
function hashesOf({ size, lead, next, mid, rest }) {
	const hex = (/** @type {number | undefined} */ value, /** @type {number} */ digits) =>
		(value ?? 0).toString(16).padStart(digits, '0').toUpperCase();
	return Array.from({ length: size }, (_, row) => {
		const words = rest.map((column) => hex(column[row], 8)).join('');
		return `00000${hex(lead[row], 8)}${hex(next[row], 8)}${hex(mid[row], 3)}${words}`;
	});
}

/**
 * Whether it differs from what is packed in how its counts are written: longer than they are, or with bytes after
 * the last one. Such blobs are told by their checksums.
 *
 * @param {import('../../src/range/packed.ts').PackedRange} range
 */
function isSpelledOtherwise({ size, counts }) {
	let ends = 0;
	for (const [at, byte] of counts.entries()) {
		if (byte >= 0x80) continue;
		if (byte === 0 && at > 0 && /** @type {number} */ (counts[at - 1]) >= 0x80) return true;
		ends += 1;
		if (ends === size) return at !== counts.length - 1;
	}
	return true;
}

/** @param {Uint32Array} leads */
function isAscending(leads) {
	return leads.every((lead, at) => at === 0 || lead >= /** @type {number} */ (leads[at - 1]));
}

/**
 * @param {Random} random
 * @param {Buffer} blob
 */
function withSize(random, blob) {
	const copy = Buffer.from(blob);
	const size = copy.readUInt32LE(SIZE_AT);
	const sizes = [0, 1, size - 1, size + 1, size * 2, 0x7fffffff, 0x80000000, 0xffffffff];
	copy.writeUInt32LE(random.pick(sizes) >>> 0, SIZE_AT);
	return copy;
}
