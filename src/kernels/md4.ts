/**
 * MD4, of which NT hashes are made. OpenSSL 3 has moved it to a provider that Node loads only with
 * `--openssl-legacy-provider`. The search for names hashes guesses by the million with the same kernel.
 */

import {
	HASH_MEMORY_END,
	MD4_STATE_AT,
	TEXT_AT,
	TEXT_BYTES,
	VECTOR,
} from './assembly/hashing/layout.ts';
import { type KernelMemory, openKernels } from './kernels.ts';

const BLOCK_BYTES = 64;
/** Bytes of the length at the end of the last block. */
const LENGTH_BYTES = 8;
const HASH_WORDS = 4;

/** That of this thread. */
let own: KernelMemory | undefined;

/** The MD4 of a message of any length. */
export function md4(message: Uint8Array): Buffer {
	own ??= openKernels(HASH_MEMORY_END);
	const { kernels, memory } = own;
	const text = Buffer.from(memory.buffer, TEXT_AT, TEXT_BYTES);
	const state = new DataView(memory.buffer, MD4_STATE_AT);
	// The 1 bit after the message takes a byte.
	const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
	const padded = Buffer.alloc(blocks * BLOCK_BYTES);
	padded.set(message);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - LENGTH_BYTES);
	kernels.beginMd4();
	for (let at = 0; at < padded.length; at += TEXT_BYTES) {
		const part = padded.subarray(at, at + TEXT_BYTES);
		part.copy(text);
		kernels.addMd4Blocks(part.length / BLOCK_BYTES);
	}
	const hash = Buffer.alloc(HASH_WORDS * 4);
	for (let word = 0; word < HASH_WORDS; word += 1) {
		hash.writeUInt32LE(state.getUint32(word * VECTOR, true), word * 4);
	}
	return hash;
}
