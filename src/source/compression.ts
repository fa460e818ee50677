/** Files that are compressed in a way that cannot be read, unlike gzip: their names, and what unpacks them. */

interface Compression {
	readonly name: string;
	/** Matches the first bytes, as Latin-1. */
	readonly begins: RegExp;
	/** Unpacks the file whose name is appended. */
	readonly command: string;
	/** Whether it may have several files. */
	readonly isArchive: boolean;
}

/** Bytes of a file that `begins` needs. */
export const MAGIC_BYTES = 8;

export const COMPRESSIONS: readonly Compression[] = [
	{ name: 'zstd', begins: /^\x28\xb5\x2f\xfd/, command: 'zstd -d', isArchive: false },
	{ name: 'bzip2', begins: /^BZh[1-9]1AY&/, command: 'bzip2 -d', isArchive: false },
	{ name: 'xz', begins: /^\xfd7zXZ\0/, command: 'xz -d', isArchive: false },
	// biome-ignore lint/suspicious/noControlCharactersInRegex: lz4 begins so.
	{ name: 'lz4', begins: /^\x04\x22\x4d\x18/, command: 'lz4 -d', isArchive: false },
	// biome-ignore lint/suspicious/noControlCharactersInRegex: zip begins so.
	{ name: 'zip', begins: /^PK(?:\x03\x04|\x05\x06)/, command: 'unzip', isArchive: true },
	// biome-ignore lint/suspicious/noControlCharactersInRegex: 7z begins so.
	{ name: '7z', begins: /^7z\xbc\xaf\x27\x1c/, command: '7z x', isArchive: true },
	{ name: 'rar', begins: /^Rar!/, command: 'unrar x', isArchive: true },
];

/**
 * What is wrong with a file that begins with these bytes, and what to do; undefined if it is not compressed like that.
 */
export function compressedMisfit(
	head: Buffer,
): { readonly what: string; readonly hint: string } | undefined {
	const start = head.toString('latin1', 0, MAGIC_BYTES);
	const compression = COMPRESSIONS.find(({ begins }) => begins.test(start));
	if (compression === undefined) return undefined;
	return {
		what: `it is packed with ${compression.name}, which is not supported`,
		hint: `unpack it first: ${compression.command} FILE; gzip can be read as it is`,
	};
}

/** The ending of a file that is compressed, by its name. */
export function compressedEnding(name: string): string | undefined {
	return /\.(tar(?:\.\w+)?|tgz|zst|zstd|7z|zip|xz|bz2|rar|lz4|br)$/i.exec(name)?.[1]?.toLowerCase();
}
