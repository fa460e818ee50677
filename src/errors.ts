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

/** An error of the program as plain data: between threads an error would lose its class and fields. */
export interface ErrorData extends Pick<CredcheckError, 'code' | 'message' | 'hint'> {
	/** Of the error and its causes, for `--verbose`. */
	readonly stacks: readonly string[];
}

/** @returns undefined when it is no error of the program */
export function errorData(error: unknown): ErrorData | undefined {
	if (!(error instanceof CredcheckError)) return undefined;
	const { code, message, hint } = error;
	return { code, message, hint, stacks: withCauses(error).map(({ stack }) => String(stack)) };
}

/** The error again; its causes have the stacks of the thread that it is from. */
export function errorFrom({ code, message, hint, stacks }: ErrorData): CredcheckError {
	const cause = stacks.reduceRight<Error | undefined>((deeper, stack) => {
		const error = new Error(message, deeper === undefined ? undefined : { cause: deeper });
		return Object.assign(error, { stack });
	}, undefined);
	return new CredcheckError(code, message, hint, cause);
}

/** The error, its cause, the cause of that, and so on: at most ten. */
export function withCauses(error: Error): Error[] {
	const all: Error[] = [];
	for (let next: unknown = error; next instanceof Error && all.length < 10; next = next.cause) {
		all.push(next);
	}
	return all;
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
