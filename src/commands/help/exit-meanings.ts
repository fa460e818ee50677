/** What each exit code means. The type requires a meaning for every code. */

import type { ErrorCode } from '../../errors.ts';

export const EXIT_MEANINGS: Readonly<Record<ErrorCode, string>> = {
	THRESHOLD_EXCEEDED: 'The match rate is above `--fail-over`.',
	USAGE: 'Invalid flags or values.',
	INCOMPLETE: 'Ranges could not be fetched (sync), or the store is damaged.',
	INPUT: 'An input cannot be read, lacks a column, or is not what it should be.',
	OUTPUT: 'Stdout, a report or the store cannot be written; usually the disk is full.',
	STORE_MISSING: 'There is no store, or it is not a credcheck store, or it cannot be opened.',
	STORE_LOCKED: 'Another sync, or another program, has locked the store.',
	STORE_PARTIAL: 'The store lacks ranges that are needed.',
	SOURCE_UNAVAILABLE: 'The source cannot be reached, or its answers are not range data.',
	NATIVE_MISSING: 'The SQLite binding is not built, or this process cannot run WebAssembly.',
	INTERNAL: 'A bug.',
	INTERRUPTED: 'Interrupted by SIGINT. Nothing is left half-written.',
	TERMINATED: 'Terminated by SIGTERM or SIGHUP. Nothing is left half-written.',
};
