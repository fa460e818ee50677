/** Finds a row's own hash among other bytes, by its bytes. */

/**
 * So many of them in a row are the hash: half of it is enough to test a guess, and no other bytes have them by chance.
 * They include four that begin at a multiple of four, which are searched for.
 */
export const MIN_RUN = 8;
const ANCHOR = 4;

/** By 10 bits of an anchor, whether one of the hash has these. */
const FILTER = new Uint8Array(1024);

/** One at a time: the next that is made takes its place. */
export class OwnHash {
	/** Its bytes in every order in which programs print them. */
	readonly #orders: readonly Uint8Array[];

	/** @param hex upper-case digits of a row's hash; empty if it has none */
	constructor(hex: string) {
		const bytes = Buffer.from(hex, 'hex');
		this.#orders = ORDERS.map((order) => order(bytes));
		FILTER.fill(0);
		for (const order of this.#orders) {
			for (let at = 0; at < order.length; at += ANCHOR) {
				FILTER[filterIndex(anchorAt(order, at))] = 1;
			}
		}
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
		for (const order of this.#orders) {
			for (let at = 0; at < order.length; at += ANCHOR) {
				if (anchorAt(order, at) !== word) continue;
				let before = 0;
				while (before < Math.min(at, from) && order[at - before - 1] === bytes[from - before - 1]) {
					before += 1;
				}
				let length = before + ANCHOR;
				while (
					at - before + length < order.length &&
					from - before + length < size &&
					order[at - before + length] === bytes[from - before + length]
				) {
					length += 1;
				}
				if (length >= MIN_RUN) return true;
			}
		}
		return false;
	}
}

function anchorAt(bytes: Uint8Array, at: number): number {
	let word = 0;
	for (let offset = 0; offset < ANCHOR; offset += 1)
		word = (word << 8) | (bytes[at + offset] as number);
	return word;
}

function filterIndex(word: number): number {
	return (word ^ (word >>> 10) ^ (word >>> 20)) & 1023;
}

const ORDERS: readonly ((bytes: Buffer) => Uint8Array)[] = [
	(bytes) => bytes,
	(bytes) => bytes.toReversed(),
	// The digits backwards, not only the bytes.
	(bytes) => bytes.toReversed().map((byte) => (byte >>> 4) | ((byte & 15) << 4)),
	// As numbers of 32 bits whose first byte is the lowest.
	(bytes) => bytes.map((_, at) => bytes[at ^ 3] as number),
	// As .NET prints 16 bytes: as one such number, two of 16 bits, and eight bytes.
	(bytes) => bytes.map((_, at) => bytes[at < 4 ? at ^ 3 : at < 8 ? at ^ 1 : at] as number),
];
