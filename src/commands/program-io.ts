/** What a run of the program finds around it, so that it can be run in a process that has another. */

import type { Readable } from 'node:stream';
import type { Clock } from '../sync/fetch/clock.ts';
import type { TerminalStreams } from '../terminal.ts';

/** `process` is one. */
export interface ProgramIo extends TerminalStreams {
	readonly stdin: Readable & { readonly isTTY?: boolean };
	/** How retries wait; default the machine's clock. */
	readonly clock?: Clock;
}
