/** Keeps what V8 takes for garbage small, so that the process takes no more than `--memory` promises. */

import { setFlagsFromString } from 'node:v8';

/**
 * Of the heaps of this process, which must be its own: by default that of the main thread takes up to 48 MB for young
 * objects (128 with Node 24), and every heap grows to four times what is in use before V8 looks for garbage. Both
 * flags are read whenever a heap may grow, so they can be set while the program runs.
 */
export function keepHeapsSmall(): void {
	setFlagsFromString('--semi-space-growth-factor=1');
	setFlagsFromString('--heap-growing-percent=50');
}
