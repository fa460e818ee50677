/**
 * The errors a user can meet, and the exit code of each, as the README lists them. Everything else
 * that is thrown is a bug and ends as INTERNAL.
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
 * An error that the README knows.
 *
 * `message` is one line that says what is wrong; `hint`, where there is one, says what to do.
 * Neither may hold a password, a whole hash or a raw line of input.
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

	/** What the process ends with, 1 to 143. */
	get exitCode(): ExitCode {
		return EXIT_CODES[this.code];
	}
}

/**
 * @param value what was given, undefined where a default stands in
 * @throws CredcheckError USAGE when it is not a number of `least` or more
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

/** The code that Node or SQLite put on an error (`ENOENT`, `SQLITE_FULL`), or undefined. */
export function systemCode(error: unknown): string | undefined {
	const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
	return typeof code === 'string' ? code : undefined;
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}
