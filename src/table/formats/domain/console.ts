/**
 * What a console adds to the lines of a domain export: NetExec and CrackMapExec print before each line over which protocol,
 * and from which controller, they have it, in colors that a saved session keeps. The files that they write are without.
 */

const ESCAPE = 0x1b;

/** A color, or another control sequence of a terminal (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is one
const SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** `SMB         10.0.0.1        445    DC01             `: protocol or module, address, port, and the name of the machine. */
const COLUMNS =
	/^[A-Z][\w-]{1,30} +(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+(?:%\w+)?) +\d{1,5} +\S+ +/;

/** Longer ones are no such columns. */
const MOST_BYTES = 256;

/** The line as the tool writes it to a file. */
export function withoutConsole(line: Buffer): Buffer {
	let own = line;
	if (own.includes(ESCAPE))
		own = Buffer.from(own.toString('latin1').replace(SEQUENCE, ''), 'latin1');
	const columns = COLUMNS.exec(own.toString('latin1', 0, MOST_BYTES))?.[0];
	return columns === undefined ? own : own.subarray(columns.length);
}
