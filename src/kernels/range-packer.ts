/** The text of a range in its packed form, as a kernel makes it. One memory for each thread, used again. */

import { FIRST_FREE } from './assembly/shared/layout.ts';
import { type KernelMemory, openKernels } from './kernels.ts';

/** Nearly every text is shorter. */
const USUAL_BYTES = 128 * 1024;
/** Bytes of zero that the kernel needs behind a text; and what a packed form may take more than its text. */
const PADDING = 64;

/** What is wrong with a line, by the kernel's numbers. */
const FAULTS = [
	'',
	'prefix',
	'digits',
	'malformed',
	'padding',
	'count_too_large',
	'unsorted',
	'duplicate',
] as const;
export type LineFault = Exclude<(typeof FAULTS)[number], ''>;

/** How the lines of a text are to be read. */
export interface RangeGrammar {
	/** Hex digits of a suffix, 35 or 27. */
	readonly digits: number;
	/** Whether the prefix stands before each suffix. */
	readonly hasPrefix: boolean;
	readonly prefix: number;
	/** The first word of the packed form. */
	readonly firstWord: number;
}

export type RangePacking =
	| { readonly ok: true; readonly packed: Uint8Array<ArrayBuffer>; readonly lines: number }
	/** `line` counts from 0; `at` is where it begins. */
	| { readonly ok: false; readonly fault: LineFault; readonly line: number; readonly at: number };

/** That of this thread. */
let own: KernelMemory | undefined;

/** @param text not empty */
export function packRangeText(text: Uint8Array, grammar: RangeGrammar): RangePacking {
	const { digits, hasPrefix, prefix, firstWord } = grammar;
	const packedAt = (FIRST_FREE + text.length + PADDING + 15) & ~15;
	const { kernels, buffer } = memoryOf(packedAt + text.length + PADDING);
	const input = new Uint8Array(buffer, FIRST_FREE, text.length + PADDING);
	input.set(text);
	input.fill(0, text.length);
	const length = kernels.packRange(text.length, digits, hasPrefix, prefix, firstWord, packedAt);
	const [why = 0, line = 0, at = 0] = new Uint32Array(buffer, packedAt, 3);
	if (length === 0) return { ok: false, fault: FAULTS[why] as LineFault, line, at };
	return { ok: true, packed: new Uint8Array(buffer, packedAt, length).slice(), lines: at };
}

/** The memory of this thread, of so many bytes or more: a larger text than any before gets another one. */
function memoryOf(bytes: number) {
	if (own === undefined || own.memory.buffer.byteLength < bytes) {
		own = openKernels(Math.max(bytes, FIRST_FREE + 2 * (USUAL_BYTES + PADDING)));
	}
	return { kernels: own.kernels, buffer: own.memory.buffer };
}
