/**
 * The errors that a user can meet, with their exit codes; the README lists them. Anything else that is
 * thrown is a bug and ends as INTERNAL.
 */

export const EXIT_CODES = {
	THRESHOLD_EXCEEDED: 1,
	USAGE: 2,
	INCOMPLETE: 3,
	INPUT: 4,
	OUTPUT: 5,
	STORE_MISSING: 10,
	STORE_LOCKED: 11,
	STORE_PARTIAL: 12,
	SOURCE_UNAVAILABLE: 13,
	NATIVE_MISSING: 14,
	INTERNAL: 70,
	INTERRUPTED: 130,
	TERMINATED: 143,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;
export type ExitCode = (typeof EXIT_CODES)[ErrorCode];

/**
 * An error with one of the codes above.
 *
 * `message` is one line on what is wrong; `hint`, if any, is what to do about it. Neither may contain a
 * password, a whole hash or a raw line of input.
 */
export class CredcheckError extends Error {
	override readonly name = 'CredcheckError';
	readonly code: ErrorCode;
	readonly hint: string | undefined;

	constructor(code: ErrorCode, message: string, hint?: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
		this.hint = hint;
	}

	/** The exit code of the process, 1 to 143. */
	get exitCode(): ExitCode {
		return EXIT_CODES[this.code];
	}
}

/**
 * @param value undefined when the default is used
 * @throws CredcheckError USAGE unless it is from `least` to `most`
 */
export function assertBound(
	name: string,
	value: number | undefined,
	least: number,
	most = Number.POSITIVE_INFINITY,
): void {
	if (value === undefined || (value >= least && value <= most)) return;
	const bounds = value > most ? `${most} or less` : `${least} or more`;
	throw new CredcheckError('USAGE', `${name} must be ${bounds}`);
}

/** The code of an error of Node or SQLite, such as `ENOENT` or `SQLITE_FULL`; undefined without one. */
export function systemCode(error: unknown): string | undefined {
	const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
	return typeof code === 'string' ? code : undefined;
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}
