/** The memory in which each thread finds rows, reads their keys and sorts keys. */

import { ROW_MEMORY_END } from './assembly/shared/layout.ts';
import { type Kernels, openKernels } from './kernels.ts';

export interface RowMemory {
	readonly kernels: Kernels;
	readonly bytes: Buffer;
	readonly words: Uint32Array;
	/** What has filled the index of rows last. */
	owner: object | undefined;
}

let own: RowMemory | undefined;

/** That of this thread. */
export function rowMemory(): RowMemory {
	own ??= open();
	return own;
}

/** The system provides most of it only when keys are read. */
function open(): RowMemory {
	const { kernels, memory } = openKernels(ROW_MEMORY_END);
	const { buffer } = memory;
	return { kernels, bytes: Buffer.from(buffer), words: new Uint32Array(buffer), owner: undefined };
}
