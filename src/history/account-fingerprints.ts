/** Telling accounts and references of earlier reports, and of lists that people keep, among those of a table. */

import { fingerprintOf } from '../sets/fingerprint-set.ts';
import type { CredentialRef } from './credential-ref.ts';

/** An id as it is compared: its bytes in UTF-8, without blanks around it. */
export function idBytes(id: string): Buffer {
	return trimmed(Buffer.from(id));
}

function trimmed(bytes: Buffer): Buffer {
	let from = 0;
	let to = bytes.length;
	while (from < to && isBlank(bytes[from] as number)) from += 1;
	while (to > from && isBlank(bytes[to - 1] as number)) to -= 1;
	return bytes.subarray(from, to);
}

export function isBlank(byte: number): boolean {
	return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

export function fingerprintOfId(id: string | Buffer): [low: number, high: number] {
	return fingerprintOf(typeof id === 'string' ? idBytes(id) : id);
}

/** A reference is evenly spread as it is. */
export function fingerprintOfRef(ref: CredentialRef): [low: number, high: number] {
	return [ref[0] as number, ref[1] as number];
}

/** The same for one as lists have it, in hex digits. */
export function fingerprintOfRefText(ref: string): [low: number, high: number] {
	return [Number.parseInt(ref.slice(0, 8), 16), Number.parseInt(ref.slice(8, 16), 16)];
}
