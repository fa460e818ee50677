/**
 * Range text as other programs write it, in the form of the range API: with digits in upper case, without blanks at
 * the end of a line, empty lines and byte order marks (the official downloader begins each range with one).
 */

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
/** The byte order mark of UTF-8. */
const BOM = [0xef, 0xbb, 0xbf];

export interface TidyText {
	readonly text: Uint8Array<ArrayBuffer>;
	/** The number in the original of each line, from 1. */
	readonly lineNumbers: Uint32Array;
}

/** The lines keep their order. A CR at the very end stays: it is half a line end, the mark of a text cut there. */
export function tidyLines(original: Uint8Array): TidyText {
	const text = new Uint8Array(original.length);
	const lineNumbers: number[] = [];
	let length = 0;
	let number = 0;
	for (let start = 0; start < original.length; ) {
		const found = original.indexOf(LF, start);
		const isEnded = found >= 0;
		const next = isEnded ? found + 1 : original.length;
		let end = isEnded ? found : next;
		number += 1;
		if (isEnded && original[end - 1] === CR && end > start) end -= 1;
		while (end > start && isBlank(original[end - 1] as number)) end -= 1;
		start += markLength(original, start);
		if (end > start) {
			lineNumbers.push(number);
			let inHash = true;
			for (let at = start; at < end; at += 1) {
				const code = original[at] as number;
				inHash &&= code !== COLON;
				// `a` to `f`.
				text[length] = inHash && code >= 0x61 && code <= 0x66 ? code - 0x20 : code;
				length += 1;
			}
			if (isEnded) {
				text[length] = LF;
				length += 1;
			}
		}
		start = next;
	}
	return { text: text.slice(0, length), lineNumbers: Uint32Array.from(lineNumbers) };
}

/** The text without a byte order mark at its beginning. */
export function withoutMark(text: Uint8Array): Uint8Array {
	return text.subarray(markLength(text, 0));
}

/** Bytes of the byte order mark at `at`, 0 if there is none. */
export function markLength(text: Uint8Array, at: number): number {
	return BOM.every((byte, index) => text[at + index] === byte) ? BOM.length : 0;
}

function isBlank(code: number): boolean {
	return code === SPACE || code === TAB;
}
