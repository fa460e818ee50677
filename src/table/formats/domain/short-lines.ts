/** Splits bytes into lines without keeping one that is too long to be an account. */

/** No account takes more; of a longer line only its beginning is kept, with more characters than this. */
export const MAX_LINE: number = 64 * 1024;

/**
 * Yields the lines completed by each chunk, without their line ends; the last line may lack its own. A CR ends a line,
 * too, wherever it is, since no account has one; what ends with CR LF is followed by an empty line.
 *
 * @returns lines as Latin-1: each character is a byte
 */
export async function* shortLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
	let carry = '';
	for await (const chunk of chunks) {
		const text = chunk.toString('latin1');
		const lines = text.includes('\r') ? text.split(/[\r\n]/) : text.split('\n');
		// What the chunk begins with belongs to the line before.
		lines[0] = shortened(carry + (lines[0] as string));
		carry = shortened(lines.pop() as string);
		if (lines.length > 0) yield lines;
	}
	if (carry !== '') yield [carry];
}

function shortened(line: string): string {
	return line.length > MAX_LINE ? line.slice(0, MAX_LINE + 1) : line;
}
