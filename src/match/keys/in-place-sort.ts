/**
 * Sorts many numbers of 64 bits in memory that all threads share, without other memory: of such memory the native sort
 * would make a copy. Numbers are moved to the place of their highest byte, and so on with those of each place, until
 * they are so few that a copy does no harm.
 */

/** So few numbers are sorted natively. */
const FEW = 16_384;

/**
 * @param halves the low and then the high word of each number
 * @param from index of the first number
 * @param to index after the last
 * @param shift of the byte in its number, in bits, that is sorted by: those above are the same in all
 */
export function sortInPlace(halves: Uint32Array, from: number, to: number, shift = 56): void {
	if (to - from <= FEW) {
		const { buffer, byteOffset } = halves;
		new BigUint64Array(buffer, byteOffset + from * 8, to - from).sort();
		return;
	}
	const ends = placesOf(halves, from, to, shift);
	const starts = ends.map((_, place) => (place === 0 ? from : (ends[place - 1] as number)));
	const next = starts.slice();
	for (let place = 0; place < 256; place += 1) {
		const end = ends[place] as number;
		for (let at = next[place] as number; at < end; ) {
			const own = byteAt(halves, at, shift);
			const other = next[own] as number;
			next[own] = other + 1;
			if (own === place) at += 1;
			else swap(halves, at, other);
		}
	}
	if (shift === 0) return;
	for (let place = 0; place < 256; place += 1) {
		sortInPlace(halves, starts[place] as number, ends[place] as number, shift - 8);
	}
}

/** Where the numbers with each byte will end. */
function placesOf(halves: Uint32Array, from: number, to: number, shift: number): Float64Array {
	const ends = new Float64Array(256);
	for (let at = from; at < to; at += 1) {
		const byte = byteAt(halves, at, shift);
		ends[byte] = (ends[byte] as number) + 1;
	}
	let end = from;
	for (let byte = 0; byte < 256; byte += 1) {
		end += ends[byte] as number;
		ends[byte] = end;
	}
	return ends;
}

function byteAt(halves: Uint32Array, at: number, shift: number): number {
	const word = halves[2 * at + (shift < 32 ? 0 : 1)] as number;
	return (word >>> (shift & 31)) & 255;
}

function swap(halves: Uint32Array, one: number, other: number): void {
	for (let word = 0; word < 2; word += 1) {
		const kept = halves[2 * one + word] as number;
		halves[2 * one + word] = halves[2 * other + word] as number;
		halves[2 * other + word] = kept;
	}
}
