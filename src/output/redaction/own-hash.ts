/** Finds a row's own hash among other bytes, by its bytes. */

/**
 * So many of them in a row are the hash: eight bytes, or half of it, are enough to test a guess, 16 hex digits have
 * seven whole bytes in them, and no other bytes have them by chance. They include four that begin at a multiple of four,
 * which are searched for.
 */
const MIN_RUN = 7;
const ANCHOR = 4;

/** Where the byte of a hash is that programs print at `at`, in each order that some of them have. */
const ORDERS: readonly ((at: number, size: number) => number)[] = [
	(at) => at,
	(at, size) => size - 1 - at,
	// As numbers of 32 bits whose first byte is the lowest.
	(at) => at ^ 3,
	// Of 16 bits, as od prints them, and of 64 bits.
	(at) => at ^ 1,
	(at) => (at < 16 ? at ^ 7 : at ^ 3),
	// As .NET prints 16 bytes: as one such number, two of 16 bits, and eight bytes.
	(at) => (at < 4 ? at ^ 3 : at < 8 ? at ^ 1 : at),
];

// Reused, since there is one for each of millions of rows: the garbage would take longer than the search.

/** By 10 bits of an anchor, whether one of the hash has these. */
const FILTER = new Uint8Array(1024);
/** The hash in each order, and backwards by its digits, one after the other. */
let orders = new Uint8Array(0);
/** Where each byte of `orders` is in the first of them. */
let sources = new Uint8Array(0);

/** One at a time: the next that is made takes its place. */
export class OwnHash {
	readonly #size: number;

	/** @param hex upper-case digits of a row's hash */
	constructor(hex: string) {
		const size = hex.length / 2;
		this.#size = size;
		const length = (ORDERS.length + 1) * size;
		if (orders.length !== length) {
			orders = new Uint8Array(length);
			sources = Uint8Array.from(
				ORDERS.flatMap((from) => Array.from({ length: size }, (_, at) => from(at, size))),
			);
		}
		const backwards = ORDERS.length * size;
		for (let at = 0; at < size; at += 1) {
			const [high, low] = [digit(hex, 2 * at), digit(hex, 2 * at + 1)];
			orders[at] = (high << 4) | low;
			orders[backwards + size - 1 - at] = (low << 4) | high;
		}
		for (let order = 1; order < ORDERS.length; order += 1) {
			for (let at = order * size; at < (order + 1) * size; at += 1) {
				orders[at] = orders[sources[at] as number] as number;
			}
		}
		FILTER.fill(0);
		for (let at = 0; at < length; at += ANCHOR) FILTER[filterIndex(anchorAt(at))] = 1;
	}

	/** Whether `MIN_RUN` bytes of the hash are among the first `size`. */
	isIn(bytes: Uint8Array, size = bytes.length): boolean {
		let word = 0;
		for (let at = 0; at < size; at += 1) {
			word = (word << 8) | (bytes[at] as number);
			if (FILTER[filterIndex(word)] === 0 || at < ANCHOR - 1) continue;
			if (this.#isRun(bytes, size, at - ANCHOR + 1, word)) return true;
		}
		return false;
	}

	/** Whether the anchor at `from` is that of the hash, and others of its bytes are around it. */
	#isRun(bytes: Uint8Array, size: number, from: number, word: number): boolean {
		for (let at = 0; at < orders.length; at += ANCHOR) {
			if (anchorAt(at) !== word) continue;
			const begin = at - (at % this.#size);
			const end = begin + this.#size;
			let first = at;
			let other = from;
			while (first > begin && other > 0 && orders[first - 1] === bytes[other - 1]) {
				first -= 1;
				other -= 1;
			}
			let last = at + ANCHOR;
			other = from + ANCHOR;
			while (last < end && other < size && orders[last] === bytes[other]) {
				last += 1;
				other += 1;
			}
			if (last - first >= MIN_RUN) return true;
		}
		return false;
	}
}

/** The value of an upper-case hex digit. */
function digit(hex: string, at: number): number {
	const code = hex.charCodeAt(at);
	return code < 0x40 ? code - 0x30 : code - 0x37;
}

function anchorAt(at: number): number {
	let word = 0;
	for (let offset = 0; offset < ANCHOR; offset += 1) {
		word = (word << 8) | (orders[at + offset] as number);
	}
	return word;
}

function filterIndex(word: number): number {
	return (word ^ (word >>> 10) ^ (word >>> 20)) & 1023;
}
