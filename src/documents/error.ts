/** What goes wrong, as JSON. */

import type { ErrorCode, ExitCode } from '../errors.ts';

/** The last line on stderr of any command that fails under `--json`. */
export interface ErrorDocument {
	/** Which document this is. */
	readonly type: 'error';
	/** What kind of error this is. */
	readonly code: ErrorCode;
	/** What the process exits with; each code has its own. */
	readonly exitCode: ExitCode;
	/** What is wrong, in one line. Never holds a password, a whole hash or a raw line of input. */
	readonly message: string;
	/** What to do about it, in one line; absent where there is nothing to suggest. */
	readonly hint?: string | undefined;
}
