/**
 * One step of SHA-256 (FIPS 180-4, section 6.2.2): the state after one more block. Two steps make the HMAC of a
 * short message, once the key is done; each candidate needs one, and there may be millions. A step takes 0.27 µs;
 * an Hmac object of node:crypto takes 2.3 (Node 20). Written out round by round a step takes 0.14, which no
 * back-test shows. All other hashing is left to node:crypto, with which a test compares this.
 */

/** Words of a block, and of the state. */
export const BLOCK_WORDS = 16;
export const STATE_WORDS = 8;
const ROUNDS = 64;

/** The state before the first block. */
export const INITIAL_STATE: Int32Array = Int32Array.of(
	0x6a09e667,
	0xbb67ae85,
	0x3c6ef372,
	0xa54ff53a,
	0x510e527f,
	0x9b05688c,
	0x1f83d9ab,
	0x5be0cd19,
);

// biome-ignore format: eight constants a line
const CONSTANTS: Int32Array = Int32Array.of(
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** The message schedule: reused to avoid allocation. */
const schedule = new Int32Array(ROUNDS);

/**
 * Writes the state after a block into `next`.
 *
 * @param state `STATE_WORDS`; may be `next`
 * @param block `BLOCK_WORDS`, big-endian
 */
export function compress(state: Int32Array, block: Int32Array, next: Int32Array): void {
	const w = schedule;
	for (let t = 0; t < BLOCK_WORDS; t += 1) w[t] = block[t] as number;
	for (let t = BLOCK_WORDS; t < ROUNDS; t += 1) {
		const x = w[t - 15] as number;
		const y = w[t - 2] as number;
		w[t] =
			(w[t - 16] as number) +
			(rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)) +
			(w[t - 7] as number) +
			(rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10));
	}
	let a = state[0] as number;
	let b = state[1] as number;
	let c = state[2] as number;
	let d = state[3] as number;
	let e = state[4] as number;
	let f = state[5] as number;
	let g = state[6] as number;
	let h = state[7] as number;
	for (let t = 0; t < ROUNDS; t += 1) {
		const chosen = g ^ (e & (f ^ g));
		const majority = (a & b) | (c & (a | b));
		const sum = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
		const added = (h + sum + chosen + (CONSTANTS[t] as number) + (w[t] as number)) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + added) | 0;
		d = c;
		c = b;
		b = a;
		a = (added + (rotated(b, 2) ^ rotated(b, 13) ^ rotated(b, 22)) + majority) | 0;
	}
	next[0] = (state[0] as number) + a;
	next[1] = (state[1] as number) + b;
	next[2] = (state[2] as number) + c;
	next[3] = (state[3] as number) + d;
	next[4] = (state[4] as number) + e;
	next[5] = (state[5] as number) + f;
	next[6] = (state[6] as number) + g;
	next[7] = (state[7] as number) + h;
}

/** To the right. */
function rotated(word: number, bits: number): number {
	return (word >>> bits) | (word << (32 - bits));
}
