/** The memory in which each thread finds rows, reads their keys and sorts keys. */

import { FIRST_FREE, ROW_MEMORY_END } from './assembly/shared/layout.ts';
import { type Kernels, kernelsOn, makeKernelMemory } from './kernels.ts';

export interface RowMemory {
	readonly kernels: Kernels;
	readonly bytes: Buffer;
	readonly words: Uint32Array;
	/** What has filled the index of rows last. */
	owner: object | undefined;
}

let memory: RowMemory | undefined;

/** That of this thread. */
export function rowMemory(): RowMemory {
	memory ??= open();
	return memory;
}

/** The system provides most of it only when keys are read. */
function open(): RowMemory {
	const own = makeKernelMemory(ROW_MEMORY_END - FIRST_FREE);
	return {
		kernels: kernelsOn(own),
		bytes: Buffer.from(own.buffer),
		words: new Uint32Array(own.buffer),
		owner: undefined,
	};
}
