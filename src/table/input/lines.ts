/**
 * Bytes to lines, by LF or CRLF and nothing else: a password may hold any other character, and need
 * not be UTF-8.
 */

const LF = 0x0a;
const CR = 0x0d;

/** The lines that each piece completes, without their ends; a last line may lack its end. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let carry: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const block = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
		const lines: Buffer[] = [];
		let at = 0;
		// What was carried holds no line end.
		for (let end = block.indexOf(LF, carry.length); end >= 0; end = block.indexOf(LF, at)) {
			lines.push(withoutReturn(block.subarray(at, end)));
			at = end + 1;
		}
		carry = block.subarray(at);
		if (lines.length > 0) yield lines;
	}
	if (carry.length > 0) yield [withoutReturn(carry)];
}

function withoutReturn(line: Buffer): Buffer {
	return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
