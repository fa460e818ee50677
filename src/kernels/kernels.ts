/**
 * The kernels: the few inner loops that are compiled to WebAssembly, from `assembly`. Each is used through a file of
 * this folder; nobody else knows of them.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { CredcheckError, messageOf } from '../errors.ts';

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
		size: number,
		digits: number,
		hasPrefix: boolean,
		prefix: number,
		first: number,
		packed: number,
	): number;
	hashSha1Guesses(size: number, endings: number, groups: number): void;
	hashMd4Guesses(size: number, endings: number, groups: number): void;
	beginMd4(): void;
	addMd4Blocks(blocks: number): void;
}

export interface KernelMemory {
	readonly kernels: Kernels;
	readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 64 * 1024;

/** Under this name, threads find the module that the main thread has compiled. */
const MODULE = 'credcheck kernels';

/**
 * The kernels, on a memory of their own, which threads may share. V8 reserves 10 GB of addresses for it, so that kernels
 * need not check theirs.
 *
 * @param bytes of the memory, with what is below `FIRST_FREE`
 */
export function openKernels(bytes: number): KernelMemory {
	const module = compileKernels();
	const memory = makeMemory(Math.ceil(bytes / PAGE_BYTES));
	const instance = new WebAssembly.Instance(module, { env: { memory } });
	return { kernels: instance.exports as Kernels, memory };
}

function makeMemory(pages: number): WebAssembly.Memory {
	try {
		return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
	} catch (error) {
		throw tooFewAddresses(error);
	}
}

/** With this option V8 reserves no more addresses than a memory has, and kernels check theirs. */
const CHECKED = '--disable-wasm-trap-handler';
/** Enough for some threads. Where one lacks addresses as it starts, V8 ends the process without a word. */
const ENOUGH_BYTES = 64 * 1024 ** 3;

/** Whether the process may have so few addresses that V8 could end it; false where Linux does not tell. */
function mayLackAddresses(): boolean {
	if ([...process.execArgv, process.env['NODE_OPTIONS']].join(' ').includes(CHECKED)) return false;
	try {
		const limits = readFileSync('/proc/self/limits', 'utf8');
		return Number(/^Max address space +(\d+)/m.exec(limits)?.[1]) < ENOUGH_BYTES;
	} catch {
		return false;
	}
}

function tooFewAddresses(cause?: unknown): CredcheckError {
	return new CredcheckError(
		'NATIVE_MISSING',
		'WebAssembly needs 10 GB of addresses for each thread, and this process may not have them',
		`raise the limit of virtual memory (ulimit -v) to 64 GB or more, or set NODE_OPTIONS=${CHECKED}`,
		cause,
	);
}

/** The module, compiled unless this thread or the one that started it has done so. */
export function compileKernels(): WebAssembly.Module {
	const known = getEnvironmentData(MODULE) as WebAssembly.Module | undefined;
	if (known !== undefined) return known;
	const module = compile();
	if (mayLackAddresses()) throw tooFewAddresses();
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
