/**
 * Splits bytes into lines, at LF or CRLF and nowhere else: a password may contain any other character
 * and need not be UTF-8.
 */

import { CredcheckError } from '../../errors.ts';

const LF = 0x0a;
const CR = 0x0d;

/** No entry of a list and no password is longer, in bytes without the line end. */
export const MAX_LINE_BYTES: number = 1024 * 1024;

/**
 * Yields the lines completed by each chunk, without their line ends; the last line may lack its own.
 *
 * @param name of the input, for messages
 * @throws CredcheckError INPUT when a line is longer than `MAX_LINE_BYTES`
 */
export async function* readLines(
	chunks: AsyncIterable<Buffer>,
	name: string,
): AsyncGenerator<Buffer[]> {
	const open = new OpenLine<Buffer>(name, (parts) => Buffer.concat(parts));
	for await (const chunk of chunks) {
		const lines: Buffer[] = [];
		let at = 0;
		for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
			lines.push(withoutReturn(open.end(chunk.subarray(at, end))));
			at = end + 1;
		}
		open.add(chunk.subarray(at));
		if (lines.length > 0) yield lines;
	}
	if (!open.isEmpty) yield [withoutReturn(open.end())];
}

function withoutReturn(line: Buffer): Buffer {
	return line.at(-1) === CR ? line.subarray(0, -1) : line;
}

/** A line whose end has not come yet: its parts are joined once, when it has. */
export class OpenLine<Part extends { readonly length: number }> {
	readonly #name: string;
	readonly #join: (parts: Part[]) => Part;
	/** Bytes for each unit of a part's length: 1 of a buffer, 2 of UTF-16 text. */
	readonly #unit: number;
	#parts: Part[] = [];
	#length = 0;
	/** The number of the line. */
	#number = 1;

	constructor(name: string, join: (parts: Part[]) => Part, unit = 1) {
		this.#name = name;
		this.#join = join;
		this.#unit = unit;
	}

	get isEmpty(): boolean {
		return this.#length === 0;
	}

	/** @throws CredcheckError INPUT when the line is too long now */
	add(part: Part): void {
		this.#length += part.length;
		if (this.#length * this.#unit > MAX_LINE_BYTES) throw this.#tooLong();
		if (part.length > 0) this.#parts.push(part);
	}

	/** The line with this last part; the next one begins after it. As `add`. */
	end(part?: Part): Part {
		// Nearly every line is in one part.
		const isShort = part !== undefined && part.length < MAX_LINE_BYTES / this.#unit;
		if (part !== undefined && !(isShort && this.#length === 0)) this.add(part);
		this.#number += 1;
		if (this.#length === 0) return part as Part;
		const line = this.#join(this.#parts);
		this.#parts = [];
		this.#length = 0;
		return line;
	}

	#tooLong(): CredcheckError {
		return new CredcheckError(
			'INPUT',
			`line ${this.#number} of ${this.#name} is longer than 1 MiB`,
			'give one entry per line, each line ended by LF',
		);
	}
}
