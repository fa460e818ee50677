/**
 * Finds the encoding of a text, and converts it to UTF-8. A byte order mark is certain; so are the NULs of UTF-16,
 * of which every second byte is one. A header that is not UTF-8 is in a code page, and which can only be guessed.
 */

import { isUtf8 } from 'node:buffer';
import { CredcheckError } from '../../errors.ts';
import type { Conversion } from './format.ts';
import type { Head } from './head.ts';

/** What a header that is not UTF-8 is read as: the code page of most such tables, and a superset of Latin-1. */
const GUESS = 'windows-1252';

const LF = 0x0a;
const CR = 0x0d;

export interface Encoding {
	readonly name: string;
	/** Whether it may be another. */
	readonly isGuess: boolean;
}

/** @throws CredcheckError USAGE when it is not the name of an encoding */
export function parseEncoding(name: string): string {
	try {
		return new TextDecoder(name.trim()).encoding;
	} catch (error) {
		throw new CredcheckError(
			'USAGE',
			'--encoding must be the name of an encoding',
			'such as utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15 or shift_jis',
			error,
		);
	}
}

/**
 * @param given by the user; a byte order mark takes precedence
 * @throws CredcheckError USAGE when `given` is not the name of an encoding, INPUT when it is UTF-32
 */
export function encodingOf({ bytes: head, name, hasMark }: Head, given?: string): Encoding {
	const byMark = hasMark ? 'utf-8' : encodingByMark(head, name);
	if (byMark !== undefined) return { name: byMark, isGuess: false };
	if (given !== undefined) return { name: parseEncoding(given), isGuess: false };
	const byNuls = encodingByNuls(head);
	if (byNuls !== undefined) return { name: byNuls, isGuess: false };
	return isUtf8(firstLines(head))
		? { name: 'utf-8', isGuess: false }
		: { name: GUESS, isGuess: true };
}

function encodingByMark(head: Buffer, name: string): string | undefined {
	const [a, b, c, d] = head;
	const isUtf32 = a === 0xff && b === 0xfe && c === 0 && d === 0;
	if (isUtf32 || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
		throw new CredcheckError(
			'INPUT',
			`${name} is in UTF-32`,
			'convert it: iconv -f UTF-32 -t UTF-8',
		);
	}
	if (a === 0xff && b === 0xfe) return 'utf-16le';
	if (a === 0xfe && b === 0xff) return 'utf-16be';
	return undefined;
}

/** UTF-16 without a mark: most characters of a table are ASCII, so one byte of each is NUL, and it is always the same. */
function encodingByNuls(head: Buffer): string | undefined {
	const pairs = Math.min(head.length >> 1, 2048);
	let even = 0;
	let odd = 0;
	for (let at = 0; at < 2 * pairs; at += 2) {
		if (head[at] === 0) even += 1;
		if (head[at + 1] === 0) odd += 1;
	}
	const most = Math.max(even, odd);
	// Some characters that are not ASCII have a NUL as their other byte.
	if (pairs < 2 || most < pairs / 2 || Math.min(even, odd) > most / 20) return undefined;
	return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The header and the lines before it that spreadsheets and PowerShell write. */
function firstLines(head: Buffer): Buffer {
	let end = 0;
	for (let line = 0; line < 2 && end < head.length; line += 1) {
		while (end < head.length && head[end] !== LF && head[end] !== CR) end += 1;
		while (end < head.length && (head[end] === LF || head[end] === CR)) end += 1;
		const isHeader = !/^(?:#|"?sep=)/i.test(head.toString('latin1', 0, 8));
		if (isHeader) break;
	}
	return head.subarray(0, end);
}

/** Conversion to UTF-8; bytes that are invalid become U+FFFD, which marks cells as unusable. */
export function toUtf8(encoding: string): Conversion {
	return async function* (chunks) {
		const decoder = new TextDecoder(encoding);
		for await (const chunk of chunks) {
			const text = decoder.decode(chunk, { stream: true });
			if (text !== '') yield Buffer.from(text);
		}
		const rest = decoder.decode();
		if (rest !== '') yield Buffer.from(rest);
	};
}
