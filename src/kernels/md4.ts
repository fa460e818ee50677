/**
 * MD4, of which NT hashes are made. OpenSSL 3 has moved it to a provider that Node loads only with
 * `--openssl-legacy-provider`. The search for names hashes guesses by the million with the same kernel.
 */

import { FIRST_FREE } from './assembly/shared/layout.ts';
import { type Kernels, kernelsOn, makeKernelMemory } from './kernels.ts';

const BLOCK_BYTES = 64;
/** Bytes of the length at the end of the last block. */
const LENGTH_BYTES = 8;
const HASH_WORDS = 4;
/** In vectors, a word in each of their four lanes. */
const LANES = 4;
const VECTOR_BYTES = 4 * LANES;

/** Bytes of a message at a time. */
const TEXT_BYTES = 64 * BLOCK_BYTES;
const ROOM_AT = FIRST_FREE + TEXT_BYTES;
const STATE_AT = ROOM_AT + (BLOCK_BYTES / 4) * VECTOR_BYTES;
const MEMORY_BYTES = STATE_AT + HASH_WORDS * VECTOR_BYTES - FIRST_FREE;

interface Memory {
	readonly kernels: Kernels;
	readonly text: Buffer;
	readonly state: Uint32Array;
}

let memory: Memory | undefined;

function openMemory(): Memory {
	const own = makeKernelMemory(MEMORY_BYTES);
	return {
		kernels: kernelsOn(own),
		text: Buffer.from(own.buffer, FIRST_FREE, TEXT_BYTES),
		state: new Uint32Array(own.buffer, STATE_AT, HASH_WORDS * LANES),
	};
}

/** The MD4 of a message of any length. */
export function md4(message: Uint8Array): Buffer {
	memory ??= openMemory();
	const { kernels, text, state } = memory;
	// The 1 bit after the message takes a byte.
	const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
	const padded = Buffer.alloc(blocks * BLOCK_BYTES);
	padded.set(message);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - LENGTH_BYTES);
	kernels.beginMd4(STATE_AT);
	for (let at = 0; at < padded.length; at += TEXT_BYTES) {
		const part = padded.subarray(at, at + TEXT_BYTES);
		part.copy(text);
		kernels.addMd4Blocks(FIRST_FREE, part.length / BLOCK_BYTES, ROOM_AT, STATE_AT);
	}
	const hash = Buffer.alloc(HASH_WORDS * 4);
	for (let word = 0; word < HASH_WORDS; word += 1) {
		hash.writeUInt32LE(state[word * LANES] as number, word * 4);
	}
	return hash;
}
