/**
 * MD4 (RFC 1320), of which NT hashes are made. OpenSSL 3 has moved it to a provider that Node loads only with
 * `--openssl-legacy-provider`, with which a test compares this. The search for names hashes guesses by the
 * million: in its loop one core made 18 million blocks a second with this, and 3.3 million with hash-wasm 4.13,
 * the one library that is maintained (Node 20). With this here, that library would be a second MD4.
 */

/** Sizes in words of 32 bits. */
export const MD4_BLOCK_WORDS = 16;
export const MD4_STATE_WORDS = 4;

const BLOCK_BYTES = MD4_BLOCK_WORDS * 4;
/** Bytes of the length at the end of the last block. */
const LENGTH_BYTES = 8;

/** Writes the state before the first block. */
export function beginMd4(state: Int32Array): void {
	state[0] = 0x67452301;
	state[1] = ~0x10325476;
	state[2] = ~0x67452301;
	state[3] = 0x10325476;
}

/** The MD4 of a message of any length. */
export function md4(message: Uint8Array): Buffer {
	// The 1 bit after the message takes a byte.
	const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
	const padded = Buffer.alloc(blocks * BLOCK_BYTES);
	padded.set(message);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - LENGTH_BYTES);
	const block = new Int32Array(MD4_BLOCK_WORDS);
	const state = new Int32Array(MD4_STATE_WORDS);
	beginMd4(state);
	for (let at = 0; at < padded.length; at += BLOCK_BYTES) {
		for (let word = 0; word < MD4_BLOCK_WORDS; word += 1) {
			block[word] = padded.readInt32LE(at + word * 4);
		}
		md4Block(block, state);
	}
	const hash = Buffer.alloc(MD4_STATE_WORDS * 4);
	for (let word = 0; word < MD4_STATE_WORDS; word += 1) {
		hash.writeInt32LE(state[word] as number, word * 4);
	}
	return hash;
}

/**
 * Processes one block, unrolled, since loops take twice as long.
 *
 * @param block little-endian words
 * @param state four little-endian words, which the block changes
 */
export function md4Block(block: Int32Array, state: Int32Array): void {
	const w0 = block[0] as number;
	const w1 = block[1] as number;
	const w2 = block[2] as number;
	const w3 = block[3] as number;
	const w4 = block[4] as number;
	const w5 = block[5] as number;
	const w6 = block[6] as number;
	const w7 = block[7] as number;
	const w8 = block[8] as number;
	const w9 = block[9] as number;
	const w10 = block[10] as number;
	const w11 = block[11] as number;
	const w12 = block[12] as number;
	const w13 = block[13] as number;
	const w14 = block[14] as number;
	const w15 = block[15] as number;
	const a0 = state[0] as number;
	const b0 = state[1] as number;
	const c0 = state[2] as number;
	const d0 = state[3] as number;
	let a = a0;
	let b = b0;
	let c = c0;
	let d = d0;
	// Round 1: c where b is 1, otherwise d.
	a = (a + w0 + (d ^ (b & (c ^ d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w1 + (c ^ (a & (b ^ c)))) | 0;
	d = (d << 7) | (d >>> 25);
	c = (c + w2 + (b ^ (d & (a ^ b)))) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w3 + (a ^ (c & (d ^ a)))) | 0;
	b = (b << 19) | (b >>> 13);
	a = (a + w4 + (d ^ (b & (c ^ d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w5 + (c ^ (a & (b ^ c)))) | 0;
	d = (d << 7) | (d >>> 25);
	c = (c + w6 + (b ^ (d & (a ^ b)))) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w7 + (a ^ (c & (d ^ a)))) | 0;
	b = (b << 19) | (b >>> 13);
	a = (a + w8 + (d ^ (b & (c ^ d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w9 + (c ^ (a & (b ^ c)))) | 0;
	d = (d << 7) | (d >>> 25);
	c = (c + w10 + (b ^ (d & (a ^ b)))) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w11 + (a ^ (c & (d ^ a)))) | 0;
	b = (b << 19) | (b >>> 13);
	a = (a + w12 + (d ^ (b & (c ^ d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w13 + (c ^ (a & (b ^ c)))) | 0;
	d = (d << 7) | (d >>> 25);
	c = (c + w14 + (b ^ (d & (a ^ b)))) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w15 + (a ^ (c & (d ^ a)))) | 0;
	b = (b << 19) | (b >>> 13);
	// Round 2: the majority of b, c and d.
	a = (a + w0 + 0x5a827999 + ((c & d) | (b & (c | d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w4 + 0x5a827999 + ((b & c) | (a & (b | c)))) | 0;
	d = (d << 5) | (d >>> 27);
	c = (c + w8 + 0x5a827999 + ((a & b) | (d & (a | b)))) | 0;
	c = (c << 9) | (c >>> 23);
	b = (b + w12 + 0x5a827999 + ((d & a) | (c & (d | a)))) | 0;
	b = (b << 13) | (b >>> 19);
	a = (a + w1 + 0x5a827999 + ((c & d) | (b & (c | d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w5 + 0x5a827999 + ((b & c) | (a & (b | c)))) | 0;
	d = (d << 5) | (d >>> 27);
	c = (c + w9 + 0x5a827999 + ((a & b) | (d & (a | b)))) | 0;
	c = (c << 9) | (c >>> 23);
	b = (b + w13 + 0x5a827999 + ((d & a) | (c & (d | a)))) | 0;
	b = (b << 13) | (b >>> 19);
	a = (a + w2 + 0x5a827999 + ((c & d) | (b & (c | d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w6 + 0x5a827999 + ((b & c) | (a & (b | c)))) | 0;
	d = (d << 5) | (d >>> 27);
	c = (c + w10 + 0x5a827999 + ((a & b) | (d & (a | b)))) | 0;
	c = (c << 9) | (c >>> 23);
	b = (b + w14 + 0x5a827999 + ((d & a) | (c & (d | a)))) | 0;
	b = (b << 13) | (b >>> 19);
	a = (a + w3 + 0x5a827999 + ((c & d) | (b & (c | d)))) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w7 + 0x5a827999 + ((b & c) | (a & (b | c)))) | 0;
	d = (d << 5) | (d >>> 27);
	c = (c + w11 + 0x5a827999 + ((a & b) | (d & (a | b)))) | 0;
	c = (c << 9) | (c >>> 23);
	b = (b + w15 + 0x5a827999 + ((d & a) | (c & (d | a)))) | 0;
	b = (b << 13) | (b >>> 19);
	// Round 3: the parity of b, c and d.
	a = (a + w0 + 0x6ed9eba1 + (c ^ d ^ b)) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w8 + 0x6ed9eba1 + (b ^ c ^ a)) | 0;
	d = (d << 9) | (d >>> 23);
	c = (c + w4 + 0x6ed9eba1 + (a ^ b ^ d)) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w12 + 0x6ed9eba1 + (d ^ a ^ c)) | 0;
	b = (b << 15) | (b >>> 17);
	a = (a + w2 + 0x6ed9eba1 + (c ^ d ^ b)) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w10 + 0x6ed9eba1 + (b ^ c ^ a)) | 0;
	d = (d << 9) | (d >>> 23);
	c = (c + w6 + 0x6ed9eba1 + (a ^ b ^ d)) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w14 + 0x6ed9eba1 + (d ^ a ^ c)) | 0;
	b = (b << 15) | (b >>> 17);
	a = (a + w1 + 0x6ed9eba1 + (c ^ d ^ b)) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w9 + 0x6ed9eba1 + (b ^ c ^ a)) | 0;
	d = (d << 9) | (d >>> 23);
	c = (c + w5 + 0x6ed9eba1 + (a ^ b ^ d)) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w13 + 0x6ed9eba1 + (d ^ a ^ c)) | 0;
	b = (b << 15) | (b >>> 17);
	a = (a + w3 + 0x6ed9eba1 + (c ^ d ^ b)) | 0;
	a = (a << 3) | (a >>> 29);
	d = (d + w11 + 0x6ed9eba1 + (b ^ c ^ a)) | 0;
	d = (d << 9) | (d >>> 23);
	c = (c + w7 + 0x6ed9eba1 + (a ^ b ^ d)) | 0;
	c = (c << 11) | (c >>> 21);
	b = (b + w15 + 0x6ed9eba1 + (d ^ a ^ c)) | 0;
	b = (b << 15) | (b >>> 17);
	state[0] = a0 + a;
	state[1] = b0 + b;
	state[2] = c0 + c;
	state[3] = d0 + d;
}
