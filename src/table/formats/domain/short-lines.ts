/** Splits bytes into lines without keeping one that is too long to be an account. */

const LF = 0x0a;
const CR = 0x0d;

/** No account takes more; of a longer line only its beginning is kept, with more bytes than this. */
export const MAX_LINE_BYTES: number = 64 * 1024;

/**
 * Yields the lines completed by each chunk, without their line ends; the last line may lack its own. A CR ends a line,
 * too, wherever it is, since no account has one; what ends with CR LF is followed by an empty line.
 */
export async function* shortLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let carry: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const text = chunk.includes(CR) ? withLf(chunk) : chunk;
		const lines: Buffer[] = [];
		let at = 0;
		for (let end = text.indexOf(LF); end >= 0; end = text.indexOf(LF, at)) {
			lines.push(joined(carry, text.subarray(at, end)));
			carry = Buffer.alloc(0);
			at = end + 1;
		}
		carry = joined(carry, text.subarray(at));
		if (lines.length > 0) yield lines;
	}
	if (carry.length > 0) yield [carry];
}

/** A copy with LF for each CR. */
function withLf(chunk: Buffer): Buffer {
	const copy = Buffer.from(chunk);
	for (let at = copy.indexOf(CR); at >= 0; at = copy.indexOf(CR, at + 1)) copy[at] = LF;
	return copy;
}

/** No more than what shows that the line is too long. */
function joined(carry: Buffer, rest: Buffer): Buffer {
	if (carry.length === 0) return rest.subarray(0, MAX_LINE_BYTES + 1);
	return Buffer.concat([carry, rest]).subarray(0, MAX_LINE_BYTES + 1);
}
