/**
 * One sorted file of `HASH:COUNT` lines, plain or gzipped, as a source: the official downloader's
 * output, 74 GB of it. It is read once to learn where each range lies, and then range by range.
 */

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CredcheckError, messageOf } from '../errors.ts';
import { type HashKind, hashDigits, PREFIX_DIGITS } from '../range/kind.ts';
import {
	formatPrefix,
	PREFIX_COUNT,
	type Prefix,
	PrefixSet,
	parsePrefix,
} from '../range/prefix.ts';
import type { RangeReply, RangeSource } from './source.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Text of a range: about 80 KB. Whatever is longer than this is not one. */
const MAX_RANGE_BYTES = 16 * 1024 * 1024;
const LF = 0x0a;

/**
 * @throws CredcheckError SOURCE_UNAVAILABLE when the file cannot be read, is cut short inside gzip,
 *   is not sorted, or does not begin with a `HASH:COUNT` line of this kind
 */
export async function openDump(path: string, kind: HashKind): Promise<RangeSource> {
	const file = await open(path, 'r').catch((error: unknown) => {
		throw unusable(path, messageOf(error), error);
	});
	try {
		if (!(await file.stat()).isFile()) {
			throw unusable(path, 'it is a pipe, and has to be read twice');
		}
		const gzipped = await beginsAsGzip(file);
		let places: Promise<RangePlaces> | undefined;
		const locate = (signal?: AbortSignal) => {
			places ??= locateRanges(path, gzipped, kind, signal);
			return places;
		};
		const reader = gzipped ? new GzipReader(path) : new PlainReader(file);
		return {
			name: path,
			remote: false,
			async offered(within, signal) {
				return (await locate(signal)).within(within.first, within.last);
			},
			async fetch(prefix, _known, signal) {
				const place = (await locate(signal)).of(prefix);
				if (place === undefined) return failed('not in the file');
				if (place.end - place.start > MAX_RANGE_BYTES) return failed('too many lines');
				return await read(reader, place);
			},
			async close() {
				await reader.close();
				await file.close();
			},
		};
	} catch (error) {
		await file.close();
		throw error instanceof CredcheckError ? error : unusable(path, messageOf(error), error);
	}
}

async function read(reader: PlaceReader, place: Place): Promise<RangeReply> {
	try {
		const bytes = await reader.read(place);
		return {
			kind: 'body',
			body: { bytes, encoding: 'identity', form: 'hash' },
			validators: {},
		};
	} catch (error) {
		return failed(messageOf(error));
	}
}

/** What a file holds does not change by asking again. */
function failed(reason: string): RangeReply {
	return { kind: 'failed', reason, answered: true, retry: false };
}

function unusable(path: string, what: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`cannot use ${path} as a source: ${what}`,
		'the file must hold HASH:COUNT lines sorted by hash',
		cause,
	);
}

async function beginsAsGzip(file: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
	return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

function openStream(path: string, gzipped: boolean): Readable {
	const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
	if (!gzipped) return raw;
	const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
	raw.on('error', (error) => gunzip.destroy(error));
	gunzip.on('close', () => raw.destroy());
	return raw.pipe(gunzip);
}

/** Where the lines of one range lie in the (unzipped) file, in bytes. */
interface Place {
	readonly start: number;
	readonly end: number;
}

/** Where every range of a dump lies: 16 MiB, whatever the size of the file. */
class RangePlaces {
	readonly #starts = new Float64Array(PREFIX_COUNT).fill(-1);
	readonly #ends = new Float64Array(PREFIX_COUNT);
	#last: Prefix = -1;

	/** The range `prefix` begins at `offset`, and the one before it ends there. */
	begin(prefix: Prefix, offset: number): void {
		this.finish(offset);
		this.#starts[prefix] = offset;
		this.#last = prefix;
	}

	finish(offset: number): void {
		if (this.#last >= 0) this.#ends[this.#last] = offset;
	}

	get last(): Prefix {
		return this.#last;
	}

	of(prefix: Prefix): Place | undefined {
		const start = this.#starts[prefix] as number;
		return start < 0 ? undefined : { start, end: this.#ends[prefix] as number };
	}

	within(first: Prefix, last: Prefix): PrefixSet {
		const set = new PrefixSet();
		for (let prefix = first; prefix <= last; prefix += 1) {
			if ((this.#starts[prefix] as number) >= 0) set.add(prefix);
		}
		return set;
	}
}

/** Reads the whole file once and notes where each prefix begins. */
async function locateRanges(
	path: string,
	gzipped: boolean,
	kind: HashKind,
	signal?: AbortSignal,
): Promise<RangePlaces> {
	const places = new RangePlaces();
	let offset = 0;
	let carry: Buffer = Buffer.alloc(0);
	try {
		for await (const chunk of openStream(path, gzipped)) {
			signal?.throwIfAborted();
			const block =
				carry.length === 0 ? (chunk as Buffer) : Buffer.concat([carry, chunk as Buffer]);
			if (offset === 0 && carry.length === 0) checkFirstLine(block, path, kind);
			const end = block.lastIndexOf(LF) + 1;
			if (end === 0 && block.length > CHUNK_BYTES) throw unusable(path, 'it has no lines');
			locateInBlock(block.subarray(0, end), offset, places, path);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		if (error instanceof CredcheckError) throw error;
		throw unusable(path, messageOf(error), error);
	}
	if (carry.length > 0) locateInBlock(carry, offset, places, path);
	places.finish(offset + carry.length);
	if (places.last < 0) throw unusable(path, 'it is empty');
	return places;
}

function checkFirstLine(block: Buffer, path: string, kind: HashKind): void {
	const line = block.toString('latin1', 0, 128).split(/\r?\n/, 1)[0] ?? '';
	const digits = /^([0-9A-F]+):[1-9]\d*$/.exec(line)?.[1]?.length;
	if (digits === hashDigits(kind)) return;
	if (digits === 32) throw unusable(path, 'its hashes look like NTLM');
	throw unusable(path, 'its first line is not HASH:COUNT in upper case');
}

/**
 * Notes the prefixes that begin inside a block of whole lines. The lines are sorted, so where a
 * stretch begins and ends with the same prefix nothing inside it needs to be looked at.
 */
function locateInBlock(block: Buffer, offset: number, places: RangePlaces, path: string): void {
	if (block.length === 0) return;
	const prefixAt = (line: number): Prefix => {
		const prefix = parsePrefix(block.toString('latin1', line, line + PREFIX_DIGITS));
		if (prefix === undefined) throw unusable(path, 'a line does not begin with a hash');
		return prefix;
	};
	const note = (prefix: Prefix, line: number) => {
		if (prefix < places.last) {
			throw unusable(
				path,
				`it is not sorted: ${formatPrefix(prefix)} follows ${formatPrefix(places.last)}`,
			);
		}
		if (prefix > places.last) places.begin(prefix, offset + line);
	};
	const lastLine = block.lastIndexOf(LF, block.length - 2) + 1;
	const descend = (low: number, lowPrefix: Prefix, high: number, highPrefix: Prefix) => {
		// Invariant: `low` was noted, `high` was not.
		if (lowPrefix === highPrefix) return;
		const middle = block.lastIndexOf(LF, low + Math.floor((high - low) / 2)) + 1;
		const inner = middle > low ? middle : block.indexOf(LF, low) + 1;
		if (inner === high) {
			note(highPrefix, high);
			return;
		}
		const innerPrefix = prefixAt(inner);
		descend(low, lowPrefix, inner, innerPrefix);
		note(innerPrefix, inner);
		descend(inner, innerPrefix, high, highPrefix);
		note(highPrefix, high);
	};
	note(prefixAt(0), 0);
	descend(0, prefixAt(0), lastLine, prefixAt(lastLine));
}

interface PlaceReader {
	read(place: Place): Promise<Uint8Array<ArrayBuffer>>;
	close(): Promise<void>;
}

/** A plain file can be read anywhere. */
class PlainReader implements PlaceReader {
	readonly #file: FileHandle;

	constructor(file: FileHandle) {
		this.#file = file;
	}

	async read({ start, end }: Place): Promise<Uint8Array<ArrayBuffer>> {
		const bytes = new Uint8Array(end - start);
		let filled = 0;
		while (filled < bytes.length) {
			const { bytesRead } = await this.#file.read(
				bytes,
				filled,
				bytes.length - filled,
				start + filled,
			);
			if (bytesRead === 0) throw new Error('the file became shorter');
			filled += bytesRead;
		}
		return bytes;
	}

	async close(): Promise<void> {}
}

/** A gzipped file can be read forwards only: places are served in ascending order, one at a time. */
class GzipReader implements PlaceReader {
	readonly #path: string;
	#stream: Readable | undefined;
	#chunks: AsyncIterator<Buffer> | undefined;
	#chunk: Buffer = Buffer.alloc(0);
	/** Offset of the current chunk in the unzipped file. */
	#offset = 0;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(path: string) {
		this.#path = path;
	}

	read(place: Place): Promise<Uint8Array<ArrayBuffer>> {
		const result = this.#turn.then(() => this.#read(place));
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #read({ start, end }: Place): Promise<Uint8Array<ArrayBuffer>> {
		if (this.#chunks === undefined || start < this.#offset) await this.#rewind();
		const bytes = new Uint8Array(end - start);
		for (let at = start; at < end; ) {
			const inside = at - this.#offset;
			if (inside < this.#chunk.length) {
				const part = this.#chunk.subarray(inside, inside + end - at);
				bytes.set(part, at - start);
				at += part.length;
				continue;
			}
			const next = await this.#chunks?.next();
			if (next === undefined || next.done) throw new Error('the file became shorter');
			this.#offset += this.#chunk.length;
			this.#chunk = next.value;
		}
		return bytes;
	}

	async #rewind(): Promise<void> {
		this.#stream?.destroy();
		this.#stream = openStream(this.#path, true);
		this.#chunks = this.#stream[Symbol.asyncIterator]();
		this.#chunk = Buffer.alloc(0);
		this.#offset = 0;
	}

	async close(): Promise<void> {
		await this.#turn;
		this.#stream?.destroy();
	}
}
