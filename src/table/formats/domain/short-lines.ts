/** Splits bytes into lines without keeping one that is too long to be an account. */

const LF = 0x0a;
const CR = 0x0d;

/** No account takes more; of a longer line only its beginning is kept, with more bytes than this. */
export const MAX_LINE_BYTES: number = 64 * 1024;

/** Yields the lines completed by each chunk, without their line ends; the last line may lack its own. */
export async function* shortLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let carry: Buffer = Buffer.alloc(0);
	for await (const chunk of chunks) {
		const lines: Buffer[] = [];
		let at = 0;
		for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
			lines.push(withoutReturn(joined(carry, chunk.subarray(at, end))));
			carry = Buffer.alloc(0);
			at = end + 1;
		}
		carry = joined(carry, chunk.subarray(at));
		if (lines.length > 0) yield lines;
	}
	if (carry.length > 0) yield [withoutReturn(carry)];
}

/** No more than what shows that the line is too long. */
function joined(carry: Buffer, rest: Buffer): Buffer {
	if (carry.length === 0) return rest.subarray(0, MAX_LINE_BYTES + 1);
	return Buffer.concat([carry, rest]).subarray(0, MAX_LINE_BYTES + 1);
}

function withoutReturn(line: Buffer): Buffer {
	// secretsdump on Windows, redirected, ends its lines with CR CR LF.
	let end = line.length;
	while (end > 0 && line[end - 1] === CR) end -= 1;
	return line.subarray(0, end);
}
