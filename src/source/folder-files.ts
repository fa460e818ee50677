/**
 * Finds range files in a folder, as the programs that write them lay them out: `ABCDE.txt` (the official downloader),
 * `ab/cd/abcde.gz` (hibp-downloader), `AB/CDE`. A layout is kept once and its number for each prefix, one byte: a
 * million names would take much memory.
 */

import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { forEachConcurrently } from '../concurrency.ts';
import { PREFIX_DIGITS } from '../range/kind.ts';
import {
	formatPrefix,
	PREFIX_COUNT,
	type Prefix,
	PrefixSet,
	parsePrefix,
} from '../range/prefix.ts';
import { compressedEnding } from './compression.ts';

export interface FoundFiles {
	readonly prefixes: PrefixSet;
	/** The path of a prefix's file within the folder; undefined when it has none. */
	nameOf(prefix: Prefix): string | undefined;
	/** The paths of its other files. */
	otherNamesOf(prefix: Prefix): string[];
	/** The ending of files that would be range files if they were not packed in an unsupported way. */
	readonly packed: string | undefined;
	/** A folder named after a kind of hashes, which may have range files. */
	readonly kindFolder: string | undefined;
}

/** How the name of a range file within its folder is made from its prefix. */
interface FileLayout {
	/** Whether the file has all five digits, not only those that its folders lack. */
	readonly isWhole: boolean;
	readonly isLower: boolean;
	/** An index in `ENDINGS`. */
	readonly ending: number;
}

/** The same, with the folders. */
interface Layout extends FileLayout {
	/** Digits of each folder around the file, from the outermost in. */
	readonly folders: readonly number[];
}

/** In order of preference, if a prefix has several files. */
const ENDINGS: readonly string[] = ['', '.txt', '.gz', '.txt.gz'];
const KIND_FOLDERS: ReadonlySet<string> = new Set(['sha1', 'ntlm']);
const NONE = 255;
/** Folders that are read at a time, at each depth. */
const CONCURRENCY = 4;

/** @throws the error of the file system when a folder cannot be read */
export async function findRangeFiles(path: string): Promise<FoundFiles> {
	const layouts: Layout[] = [];
	const numbers = new Map<string, number>();
	const chosen = new Uint8Array(PREFIX_COUNT).fill(NONE);
	const prefixes = new PrefixSet();
	/** The prefixes that have a file of a layout, by its number, besides the chosen one. */
	const others = new Map<number, PrefixSet>();
	let packed: string | undefined;
	let kindFolder: string | undefined;

	const numberOf = (layout: Layout): number => {
		const key = JSON.stringify(layout);
		const number = numbers.get(key) ?? Math.min(layouts.length, NONE);
		if (number === layouts.length && number < NONE) layouts.push(layout);
		numbers.set(key, number);
		return number;
	};

	const noteOther = (prefix: Prefix, number: number): void => {
		const known = others.get(number) ?? new PrefixSet();
		others.set(number, known);
		known.add(prefix);
	};

	const note = (prefix: Prefix, number: number): void => {
		const [before, layout] = [layouts[chosen[prefix] as number], layouts[number]];
		if (layout === undefined) return;
		if (before && rank(before) <= rank(layout)) {
			noteOther(prefix, number);
			return;
		}
		if (before) noteOther(prefix, chosen[prefix] as number);
		chosen[prefix] = number;
		prefixes.add(prefix);
	};

	/** @param digits the names of the folders so far, in one */
	const search = async (within: string, folders: readonly number[], digits: string) => {
		const inner: string[] = [];
		/** The layouts of this folder, by the rank of the name. */
		const known = new Map<number, number>();
		for await (const entry of await opendir(join(path, within), { bufferSize: 1024 })) {
			const found = readName(entry.name, digits);
			if (found === undefined) {
				packed ??= compressedEnding(entry.name);
				if (folders.length === 0 && KIND_FOLDERS.has(entry.name)) kindFolder ??= entry.name;
			} else if (found.kind === 'folder') {
				if (await isFolder(entry, join(path, within, entry.name))) inner.push(entry.name);
			} else if (entry.isFile() || entry.isSymbolicLink()) {
				// Reading a pipe would wait forever.
				const { prefix, layout } = found;
				const key = rankOfName(layout);
				const number = known.get(key) ?? numberOf({ folders, ...layout });
				known.set(key, number);
				note(prefix, number);
			}
		}
		await forEachConcurrently(inner, CONCURRENCY, undefined, (name) =>
			search(join(within, name), [...folders, name.length], digits + name),
		);
	};
	await search('', [], '');
	return {
		prefixes,
		nameOf: (prefix) => {
			const layout = layouts[chosen[prefix] as number];
			return layout && fileName(prefix, layout);
		},
		otherNamesOf: (prefix) => {
			const numbers = [...others]
				.filter(([, known]) => known.has(prefix))
				.map(([number]) => number);
			return numbers.map((number) => fileName(prefix, layouts[number] as Layout));
		},
		packed,
		kindFolder,
	};
}

/** Folders are searched for others this deep. */
const MOST_DEPTH = 3;
/** At most so many are searched, and entries of each. */
const MOST_FOLDERS = 100;
const MOST_ENTRIES = 1000;

/** A folder inside that has range files, as a download may leave it; undefined if none is soon found. */
export async function findFolderOfRanges(path: string): Promise<string | undefined> {
	let folders = [path];
	let searched = 0;
	for (let depth = 0; depth <= MOST_DEPTH; depth += 1) {
		const inner: string[] = [];
		for (const folder of folders.slice(0, MOST_FOLDERS - searched)) {
			searched += 1;
			let entries = 0;
			// One that cannot be read is none that can be used.
			for await (const entry of await opendir(folder).catch(() => [])) {
				entries += 1;
				if (entries > MOST_ENTRIES) break;
				if (entry.isDirectory()) inner.push(join(folder, entry.name));
				else if (entry.isFile() && readName(entry.name, '')?.kind === 'file') return folder;
			}
		}
		folders = inner.toSorted();
	}
	return undefined;
}

type Named =
	| { readonly kind: 'folder' }
	| { readonly kind: 'file'; readonly prefix: Prefix; readonly layout: FileLayout };

/** What a name may be in a folder of these digits; undefined when it is nothing of a source. */
function readName(name: string, digits: string): Named | undefined {
	const [, own = '', rest = ''] = /^([0-9A-Fa-f]{1,5})(\..*)?$/.exec(name) ?? [];
	const ending = ENDINGS.indexOf(rest);
	if (own === '' || ending < 0) return undefined;
	const isWhole = own.length === PREFIX_DIGITS;
	if (!isWhole && digits.length + own.length < PREFIX_DIGITS) {
		return rest === '' ? { kind: 'folder' } : undefined;
	}
	if (!isWhole && digits === '') return undefined;
	const prefix = parsePrefix(isWhole ? own : digits + own);
	if (prefix === undefined) return undefined;
	const spelled = digits + own;
	const isLower = spelled !== spelled.toUpperCase();
	// Of folders and file together, so that the name can be made from the prefix.
	if (isLower && spelled !== spelled.toLowerCase()) return undefined;
	if (!formatPrefix(prefix).startsWith(digits.toUpperCase())) return undefined;
	return { kind: 'file', prefix, layout: { isWhole, isLower, ending } };
}

async function isFolder(entry: Dirent, path: string): Promise<boolean> {
	if (!entry.isSymbolicLink()) return entry.isDirectory();
	return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** The lower, the better. */
function rank({ folders, ...layout }: Layout): number {
	return folders.length * 16 + rankOfName(layout);
}

/** Another number below 16 for each. */
function rankOfName({ isWhole, isLower, ending }: FileLayout): number {
	return (isWhole ? 0 : 8) + (isLower ? 4 : 0) + ending;
}

function fileName(prefix: Prefix, { folders, isWhole, isLower, ending }: Layout): string {
	const upper = formatPrefix(prefix);
	const digits = isLower ? upper.toLowerCase() : upper;
	const parts: string[] = [];
	let at = 0;
	for (const length of folders) {
		parts.push(digits.slice(at, at + length));
		at += length;
	}
	return join(...parts, (isWhole ? digits : digits.slice(at)) + ENDINGS[ending]);
}
