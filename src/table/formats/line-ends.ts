/**
 * Converts line ends to LF where they are CR alone, as old spreadsheets write them, or CR CR LF, the result of
 * converting LF to CRLF twice. The header shows which it is; in other tables a CR is part of a cell.
 */

import type { Conversion } from './format.ts';
import type { Head } from './head.ts';

/** Whether the first line ends with a CR that is not part of a CRLF. */
export function hasOddLineEnds({ bytes }: Head): boolean {
	if (!bytes.includes('\r')) return false;
	let quoted = false;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === 0x22) quoted = !quoted;
		if (quoted) continue;
		if (byte === 0x0a) return false;
		if (byte === 0x0d) return bytes[at + 1] !== 0x0a;
	}
	return false;
}

/** In quotes, too: where a CR ends lines, one in a cell is also a line end. */
export const toLf: Conversion = async function* (chunks) {
	let carry = '';
	for await (const chunk of chunks) {
		// As Latin-1 each byte is a character, and stays the same.
		const text = carry + chunk.toString('latin1');
		carry = /\r{0,2}$/.exec(text)?.[0] ?? '';
		yield withLf(text.slice(0, text.length - carry.length));
	}
	yield withLf(carry);
};

function withLf(text: string): Buffer {
	return Buffer.from(text.replaceAll(/\r?\r\n|\r/g, '\n'), 'latin1');
}
