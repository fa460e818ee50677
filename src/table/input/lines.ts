/**
 * Splits bytes into lines, at LF or CRLF and nowhere else: a password may contain any other character
 * and need not be UTF-8.
 */

const LF = 0x0a;
const CR = 0x0d;

/** Yields the lines completed by each chunk, without their line ends; the last line may lack its own. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let carry: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const block = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
		const lines: Buffer[] = [];
		let at = 0;
		// The carried bytes contain no line end.
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
