/**
 * Reads lines of text as people save it: with or without a byte order mark, in UTF-8 or UTF-16. Lines that are not
 * UTF-16 stay bytes, since a password may be in any encoding.
 */

import { CredcheckError } from '../../errors.ts';
import { OpenLine, readLines } from './lines.ts';

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_BOM = Buffer.from([0xff, 0xfe]);
const UTF16BE_BOM = Buffer.from([0xfe, 0xff]);
const BOMS = [UTF8_BOM, UTF16LE_BOM, UTF16BE_BOM];

/** The text of a line in UTF-16; of any other its bytes. */
export type TextLine = Buffer | string;

/**
 * Yields the lines completed by each chunk, without line ends (LF, CR LF or CR CR LF) and byte order marks, even of
 * files that were concatenated. The last line may lack its end.
 *
 * @param name of the input, for messages
 * @throws CredcheckError INPUT when the input has NULs, as UTF-16 without a byte order mark has, ends within a
 *   character, has line ends of CR alone, or a line of more than `MAX_LINE_BYTES`
 */
export async function* readTextLines(
	chunks: AsyncIterable<Buffer>,
	name: string,
): AsyncGenerator<TextLine[]> {
	const { bom, rest } = await cutBom(chunks);
	if (bom === undefined || bom === UTF8_BOM) {
		for await (const lines of readLines(rejectNuls(rest, name), name)) {
			yield lines.map((line) => cleanBytes(line, name));
		}
		return;
	}
	const open = new OpenLine<string>(name, (parts) => parts.join(''), 2);
	for await (const text of decodeUtf16(rest, bom === UTF16BE_BOM, name)) {
		const pieces = text.split('\n');
		const last = pieces.pop() as string;
		const lines = pieces.map((piece) => cleanText(open.end(piece), name));
		open.add(last);
		if (lines.length > 0) yield lines;
	}
	if (!open.isEmpty) yield [cleanText(open.end(), name)];
}

/** Waits for further bytes only if those so far may be the beginning of a byte order mark. */
async function cutBom(chunks: AsyncIterable<Buffer>) {
	const iterator = chunks[Symbol.asyncIterator]();
	let head = Buffer.alloc(0);
	for (;;) {
		const { value, done } = await iterator.next();
		if (!done) head = Buffer.concat([head, value as Buffer]);
		const begins = BOMS.some((bom) => head.length < bom.length && bom.indexOf(head) === 0);
		if (done || !begins) break;
	}
	const bom = BOMS.find((own) => head.subarray(0, own.length).equals(own));
	const first = head.subarray(bom?.length ?? 0);
	const rest = async function* () {
		if (first.length > 0) yield first;
		yield* { [Symbol.asyncIterator]: () => iterator };
	};
	return { bom, rest: rest() };
}

async function* rejectNuls(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	for await (const chunk of chunks) {
		if (chunk.includes(0)) throw hasNuls(name);
		yield chunk;
	}
}

function hasNuls(name: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${name} has NUL bytes: it is not text, or UTF-16 without a byte order mark`,
		'save it as UTF-8, or convert it: iconv -f UTF-16LE -t UTF-8',
	);
}

async function* decodeUtf16(
	chunks: AsyncIterable<Buffer>,
	bigEndian: boolean,
	name: string,
): AsyncGenerator<string> {
	let carry = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const bytes = Buffer.concat([carry, chunk]);
		const even = bytes.length & ~1;
		carry = bytes.subarray(even);
		const units = bytes.subarray(0, even);
		const text = (bigEndian ? units.swap16() : units).toString('utf16le');
		if (text.includes('\0')) throw hasNuls(name);
		yield text;
	}
	if (carry.length > 0) {
		throw new CredcheckError(
			'INPUT',
			`${name} ends in the middle of a character: it was cut short`,
		);
	}
}

const CR = 0x0d;

function cleanBytes(line: Buffer, name: string): Buffer {
	let from = 0;
	let to = line.length;
	while (to > 0 && line[to - 1] === CR) to -= 1;
	if (line.subarray(0, 3).equals(UTF8_BOM)) from = 3;
	const clean = line.subarray(from, to);
	if (clean.includes(CR)) throw endsInCr(name);
	return clean;
}

function cleanText(line: string, name: string): string {
	const from = line.startsWith('\uFEFF') ? 1 : 0;
	let to = line.length;
	while (to > from && line[to - 1] === '\r') to -= 1;
	const clean = line.slice(from, to);
	if (clean.includes('\r')) throw endsInCr(name);
	return clean;
}

function endsInCr(name: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${name} has lines that end with CR alone`,
		"convert it: tr '\\r' '\\n'",
	);
}
