/**
 * The kernels: the few inner loops that are compiled to WebAssembly, from `assembly`. Each is used through a file of
 * this folder; nobody else knows of them.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { CredcheckError, messageOf } from '../errors.ts';
import { FIRST_FREE } from './assembly/shared/layout.ts';

/** What `assembly` exports. Offsets are in bytes, from the begin of the memory. */
export interface Kernels {
	scanRows(
		size: number,
		isEnd: boolean,
		delimiter: number,
		emptyRows: boolean,
		maxRow: number,
	): number;
	readKeys(
		row: number,
		end: number,
		column: number,
		cells: number,
		digits: number,
		first: number,
		last: number,
		mark: number,
		step: number,
		size: number,
	): number;
	ascendIds(row: number, end: number, column: number, byLength: boolean): number;
	sortPairs(size: number): void;
	orderKeys(size: number, stride: number, first: number, partitions: number): void;
	packRange(
		text: number,
		size: number,
		digits: number,
		hasPrefix: boolean,
		prefix: number,
		first: number,
		packed: number,
	): number;
	hashSha1Guesses(
		form: number,
		size: number,
		endings: number,
		groups: number,
		room: number,
		hashes: number,
	): void;
	hashMd4Guesses(
		form: number,
		size: number,
		endings: number,
		groups: number,
		room: number,
		hashes: number,
	): void;
	beginMd4(state: number): void;
	addMd4Blocks(text: number, blocks: number, room: number, state: number): void;
}

const PAGE_BYTES = 64 * 1024;
const MAX_PAGES = 65_536;

/** Under this name, threads find the module that the main thread has compiled. */
const MODULE = 'credcheck kernels';

/**
 * Memory for kernels, which threads may share. V8 reserves 10 GB of addresses for it, so that kernels need not check
 * theirs.
 */
export function makeKernelMemory(bytes: number): WebAssembly.Memory {
	const pages = Math.ceil((FIRST_FREE + bytes) / PAGE_BYTES);
	compileKernels();
	try {
		return new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
	} catch (error) {
		throw new CredcheckError(
			'NATIVE_MISSING',
			'WebAssembly needs 10 GB of addresses for each thread, and this process may not have them',
			'raise the limit of virtual memory (ulimit -v), or set NODE_OPTIONS=--disable-wasm-trap-handler',
			error,
		);
	}
}

/** The kernels, on this memory. */
export function kernelsOn(memory: WebAssembly.Memory): Kernels {
	return new WebAssembly.Instance(compiled(), { env: { memory } }).exports as Kernels;
}

/** Compiles the module, unless this thread or the one that started it has. */
export function compileKernels(): void {
	compiled();
}

function compiled(): WebAssembly.Module {
	const known = getEnvironmentData(MODULE) as WebAssembly.Module | undefined;
	if (known !== undefined) return known;
	const module = compile();
	setEnvironmentData(MODULE, module as never);
	return module;
}

function compile(): WebAssembly.Module {
	const bytes = readModule();
	try {
		return new WebAssembly.Module(bytes);
	} catch (error) {
		throw new CredcheckError(
			'NATIVE_MISSING',
			`this Node cannot run WebAssembly with SIMD (${process.version}, ${process.platform} ${process.arch})`,
			'run Node without --jitless, on a processor that has SIMD',
			error,
		);
	}
}

function readModule(): Uint8Array {
	const root = dirname(createRequire(import.meta.url).resolve('credcheck/package.json'));
	try {
		return readFileSync(join(root, 'dist', 'kernels.wasm'));
	} catch (error) {
		const message = `the kernels are missing: ${messageOf(error)}`;
		throw new CredcheckError('INTERNAL', message, 'install credcheck again', error);
	}
}
