import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from '../../../src/table/input/lines.ts';

async function linesOf(chunks: readonly Buffer[]): Promise<string[]> {
	const lines: string[] = [];
	const stream = (async function* () {
		yield* chunks;
	})();
	for await (const some of readLines(stream, 'stdin')) {
		lines.push(...some.map((line) => line.toString('latin1')));
	}
	return lines;
}

/** Bytes among which line ends are common. */
const bytes = fc.oneof(fc.constantFrom(0x0a, 0x0d), fc.nat(255));

it('lines end at LF or CRLF and nowhere else, however the bytes arrive', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(bytes).map((piece) => Buffer.from(piece))),
			async (pieces) => {
				const text = Buffer.concat(pieces).toString('latin1');
				const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
				// What follows the last line end is a line only if there is something.
				if (text === '' || text.endsWith('\n')) lines.pop();
				expect(await linesOf(pieces)).toEqual(lines);
			},
		),
	);
});
