/** An error, as JSON. */

import type { ErrorCode, ExitCode } from '../errors.ts';

/** A line on stderr of any command that fails under `--json`; the last one, unless `--verbose` adds a stack trace. */
export interface ErrorDocument {
	/** Which document this is. */
	readonly type: 'error';
	/** What kind of error this is. */
	readonly code: ErrorCode;
	/** The exit code of the process, one for each `code`. */
	readonly exitCode: ExitCode;
	/** What is wrong, in one line. Never contains a password, a whole hash or a raw line of input. */
	readonly message: string;
	/** What to do about it, in one line; absent if there is nothing to suggest. */
	readonly hint?: string | undefined;
}
