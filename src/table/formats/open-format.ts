/** Opens a file in whatever format it is, as the CSV that the scanner reads. */

import type { HashKind } from '../../range/kind.ts';
import type { Delimiter } from '../csv/dialect.ts';
import type { TableFile } from '../input/table-reader.ts';
import { dialectOf, isPlain } from './dialect.ts';
import { type DomainExport, openDomainExport } from './domain/domain-export.ts';
import { encodingOf, toUtf8 } from './encoding.ts';
import { converted, type FormatOptions, type TableGuess } from './format.ts';
import { type Head, readHead } from './head.ts';
import { openJson } from './json/json.ts';
import { hasOddLineEnds, toLf } from './line-ends.ts';
import { refuseKnownBinary, refuseUnknownBinary } from './refused/binary.ts';
import { refuseText } from './refused/text.ts';
import { rewrite } from './rewriter.ts';

interface OpenText {
	/** As UTF-8 with LF or CRLF; the original file if it is that already. */
	readonly file: TableFile;
	/** Of that file. */
	readonly head: Head;
	readonly guesses: readonly TableGuess[];
}

export interface OpenFormat extends OpenText {
	/** As CSV; the original file if it is that already. */
	readonly file: TableFile;
	readonly delimiter: Delimiter;
	/** Undefined if it is none. */
	readonly domainExport?: DomainExport;
	/** The same in its own format, as UTF-8. */
	readonly text: TableFile;
}

/**
 * @throws CredcheckError INPUT when the file is no text
 */
async function openText(original: TableFile, options: FormatOptions): Promise<OpenText> {
	const guesses: TableGuess[] = [];
	let file = original;
	let head = await readHead(file);
	refuseKnownBinary(head.bytes, file.name);
	const encoding = encodingOf(head, options.encoding);
	if (encoding.isGuess) {
		guesses.push({
			about: 'encoding_guessed',
			message: `${file.name} is not UTF-8, and was read as Windows-1252`,
			hint: 'if it is in another encoding, name that with --encoding',
		});
	}
	if (encoding.name !== 'utf-8') {
		file = converted(file, toUtf8(encoding.name));
		head = await readHead(file);
	}
	refuseUnknownBinary(head.bytes, file.name, options.delimiter);
	if (hasOddLineEnds(head)) {
		file = converted(file, toLf);
		head = await readHead(file);
	}
	return { file, head, guesses };
}

/**
 * @param kind of the hashes; undefined for a list without them
 * @throws CredcheckError INPUT when the file is known to be no table, or is one that cannot be read; USAGE when an
 *   option is invalid
 */
export async function openFormat(
	original: TableFile,
	options: FormatOptions,
	kind?: HashKind,
): Promise<OpenFormat> {
	const { file: text, head, guesses } = await openText(original, options);
	const opened = { text, head, guesses };
	const domainExport = kind && openDomainExport(head, kind, options);
	if (domainExport !== undefined) {
		const file = converted(text, domainExport.convert);
		return { ...opened, file, delimiter: ',', domainExport };
	}
	const convertJson = openJson(head, kind);
	if (convertJson !== undefined) {
		return { ...opened, file: converted(text, convertJson), delimiter: ',' };
	}
	refuseText(head, options);
	const dialect = dialectOf(head, options);
	if (isPlain(dialect)) return { ...opened, file: text, delimiter: dialect.delimiter };
	return { ...opened, file: converted(text, rewrite(dialect)), delimiter: ',' };
}
