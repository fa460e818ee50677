/** Splits bytes into lines without keeping one that is too long to be an account. */

/** No account takes more; of a longer line only its beginning is kept, with more characters than this. */
export const MAX_LINE: number = 64 * 1024;

/**
 * Yields the lines completed by each chunk, without their line ends; the last line may lack its own.
 *
 * @returns lines as Latin-1: each character is a byte
 */
export async function* shortLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
	let carry = '';
	for await (const chunk of chunks) {
		const lines = chunk.toString('latin1').split('\n');
		// What the chunk begins with belongs to the line before.
		lines[0] = shortened(carry + (lines[0] as string));
		carry = shortened(lines.pop() as string);
		if (lines.length > 0) yield lines.map(withoutReturn);
	}
	if (carry !== '') yield [withoutReturn(carry)];
}

function shortened(line: string): string {
	return line.length > MAX_LINE ? line.slice(0, MAX_LINE + 1) : line;
}

/** secretsdump on Windows, redirected, ends its lines with CR CR LF. */
function withoutReturn(line: string): string {
	let end = line.length;
	while (end > 0 && line.charCodeAt(end - 1) === 0x0d) end -= 1;
	return end === line.length ? line : line.slice(0, end);
}
