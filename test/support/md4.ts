/** MD4 as RFC 1320 describes it, word by word: what the kernel has to agree with. */

const ROUNDS = [
	{
		mixed: (x: number, y: number, z: number) => (x & y) | (~x & z),
		constant: 0,
		shifts: [3, 7, 11, 19],
		order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
	},
	{
		mixed: (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
		constant: 0x5a827999,
		shifts: [3, 5, 9, 13],
		order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
	},
	{
		mixed: (x: number, y: number, z: number) => x ^ y ^ z,
		constant: 0x6ed9eba1,
		shifts: [3, 9, 11, 15],
		order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
	},
];

export function plainMd4(message: Uint8Array): Buffer {
	const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
	padded.set(message);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
	let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as const;
	for (let block = 0; block < padded.length; block += 64) {
		let [a, b, c, d] = state as readonly [number, number, number, number];
		for (const { mixed, constant, shifts, order } of ROUNDS) {
			for (const [step, word] of order.entries()) {
				const sum = a + mixed(b, c, d) + padded.readUInt32LE(block + word * 4) + constant;
				const bits = shifts[step % 4] as number;
				[a, b, c, d] = [d, (sum << bits) | ((sum >>> 0) >>> (32 - bits)), b, c];
			}
		}
		state = [a, b, c, d].map((word, at) => (word + (state[at] as number)) >>> 0) as never;
	}
	const hash = Buffer.alloc(16);
	for (const [at, word] of state.entries()) hash.writeUInt32LE(word, at * 4);
	return hash;
}
