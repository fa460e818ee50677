/**
 * What a console adds to the lines of a domain export: NetExec and CrackMapExec print before each line over which protocol,
 * and from which controller, they have it, in colors that a saved session keeps. The files that they write are without.
 */

const ESCAPE = '\x1b';

/** A color, or another control sequence of a terminal (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is one
const SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** `SMB         10.0.0.1        445    DC01             `: protocol or module, address, port, and the name of the machine. */
const COLUMNS =
	/^[A-Z][\w-]{1,30} +(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+(?:%\w+)?) +\d{1,5} +\S+ +/;

/** The line, as Latin-1, as the tool writes it to a file. */
export function withoutConsole(line: string): string {
	const plain = line.includes(ESCAPE) ? line.replace(SEQUENCE, '') : line;
	const columns = COLUMNS.exec(plain)?.[0];
	return columns === undefined ? plain : plain.slice(columns.length);
}
