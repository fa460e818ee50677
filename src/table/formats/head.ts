/** The first bytes of a file, by which its format is recognized. */

import { chunksOf, type TableFile } from '../input/table-reader.ts';

/** Enough for some hundred rows. */
export const HEAD_BYTES: number = 256 * 1024;

export const BOM: Buffer = Buffer.from('\uFEFF');

const LF = 0x0a;

export class Head {
	/** The name of the file, for messages. */
	readonly name: string;
	/** Without a UTF-8 byte order mark. */
	readonly bytes: Buffer;
	/** Whether the file begins with such a mark. */
	readonly hasMark: boolean;
	/** Whether the file has no more bytes. */
	readonly isWhole: boolean;
	#text: string | undefined;
	#lines: readonly string[] | undefined;

	constructor(name: string, bytes: Buffer, isWhole: boolean) {
		this.name = name;
		this.hasMark = bytes.subarray(0, BOM.length).equals(BOM);
		this.bytes = this.hasMark ? bytes.subarray(BOM.length) : bytes;
		this.isWhole = isWhole;
	}

	get text(): string {
		this.#text ??= this.bytes.toString('utf8');
		return this.#text;
	}

	/** The lines that are complete and not blank, without their line ends. */
	get lines(): readonly string[] {
		if (this.#lines === undefined) {
			const lines = this.text.split(/\r?\n/);
			if (!this.isWhole) lines.pop();
			this.#lines = lines.filter((line) => line.trim() !== '');
		}
		return this.#lines;
	}
}

/** The head from one of its `lines` on, as if those above were not there. */
export function headFrom({ name, bytes, isWhole }: Head, line: number): Head {
	let from = 0;
	for (let left = line; from < bytes.length; ) {
		const end = bytes.indexOf(LF, from);
		const next = end < 0 ? bytes.length : end + 1;
		if (bytes.toString('utf8', from, next).trim() !== '') left -= 1;
		if (left < 0) break;
		from = next;
	}
	return new Head(name, bytes.subarray(from), isWhole);
}

export async function readHead(file: TableFile): Promise<Head> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of chunksOf(file.read())) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > HEAD_BYTES) break;
	}
	return new Head(file.name, Buffer.concat(chunks).subarray(0, HEAD_BYTES), size <= HEAD_BYTES);
}
