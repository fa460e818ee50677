/** Fingerprints of account ids and references, to find accounts of earlier reports and lists in a table. */

import { fingerprintOf } from '../sets/fingerprint-set.ts';
import { plainSpan } from '../table/columns/plain-cell.ts';
import { TAG_BYTES } from './aes-cmac.ts';

/** An id as it is compared: in UTF-8, without what is around it. */
export function idBytes(id: string): Buffer {
	const bytes = Buffer.from(id);
	const { from, to } = plainSpan(bytes, 0, bytes.length);
	return bytes.subarray(from, to);
}

/** @param id in bytes, as `idBytes` returns it; in text, as it is */
export function fingerprintOfId(id: string | Buffer): [low: number, high: number] {
	return fingerprintOf(typeof id === 'string' ? idBytes(id) : id);
}

/**
 * A reference looks random, so it needs no further hashing.
 *
 * @param index of the reference among `refs`, as `CredentialRefs` returns both
 */
export function fingerprintOfRef(refs: Buffer, index: number): [low: number, high: number] {
	const at = index * TAG_BYTES;
	return [refs.readUInt32BE(at), refs.readUInt32BE(at + 4)];
}

/** @param ref in hex digits, as in a list */
export function fingerprintOfRefText(ref: string): [low: number, high: number] {
	return [Number.parseInt(ref.slice(0, 8), 16), Number.parseInt(ref.slice(8, 16), 16)];
}
