/**
 * Converts line ends to LF where they are CR alone, as old spreadsheets write them, or CR CR LF, the result of
 * converting LF to CRLF twice. The first lines show which it is; in other tables a CR is part of a cell.
 */

import { hasHiddenRows } from '../csv/hidden-rows.ts';
import type { Conversion } from './format.ts';
import type { Head } from './head.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Whether the first line ends with a CR that is not part of a CRLF, or lines below it do. */
export function hasOddLineEnds({ bytes }: Head): boolean {
	return bytes.includes(CR) && (endOddly(bytes) || hasHiddenLines(bytes));
}

/** Whether the first line ends so, or any with CR CR LF. */
function endOddly(bytes: Buffer): boolean {
	let isFirst = true;
	let quoted = false;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === QUOTE) quoted = !quoted;
		if (quoted || (byte !== LF && byte !== CR)) continue;
		if (byte === CR && bytes[at + 1] !== LF) {
			if (isFirst || (bytes[at + 1] === CR && bytes[at + 2] === LF)) return true;
			continue;
		}
		isFirst = false;
	}
	return false;
}

/** Whether a line has others in it: as when a header with LF was put before a table with CR. */
function hasHiddenLines(bytes: Buffer): boolean {
	for (let from = 0; from < bytes.length; ) {
		const end = bytes.indexOf(LF, from);
		const line = bytes.subarray(from, end < 0 ? bytes.length : end);
		const cr = line.indexOf(CR);
		if (cr >= 0 && cr < line.length - 1 && hasHiddenRows(line)) return true;
		from += line.length + 1;
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
