/** The program: its commands, its signals, and the only place where an error becomes an exit code. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import type { ProgramIo } from './commands/command.ts';
import { addCommand, addFlags, HELP_STYLE } from './commands/commander.ts';
import { COMMANDS } from './commands/list.ts';
import { usageError } from './commands/usage-error.ts';
import type { ErrorDocument } from './documents/error.ts';
import { CredcheckError, EXIT_CODES, messageOf, systemCode, withCauses } from './errors.ts';
import { safeMessage, withoutSecrets } from './text/secrets.ts';
import { visibleJson, visibleText } from './text/visible.ts';
import { VERSION } from './version.ts';

/** The end of every short help: the exit codes, four per line, and the command that prints the manual. */
function helpEnd(manual: string): string {
	const exits = ['0 done', ...Object.entries(EXIT_CODES).map(([code, exit]) => `${exit} ${code}`)];
	const lines: string[] = [];
	for (let at = 0; at < exits.length; at += 4) lines.push(exits.slice(at, at + 4).join(', '));
	return `\nExit codes:\n  ${lines.join(',\n  ')}\n\nManual: ${manual}`;
}

/** Builds the command line without running it. Only commands named in `argv` get their flags. */
function buildProgram(argv: readonly string[], signal: AbortSignal, io: ProgramIo): Command {
	const program = new Command('credcheck')
		.description(
			'Audits the password hashes of your accounts against a local store of the Pwned Passwords ranges.',
		)
		.usage('COMMAND [OPTIONS]')
		.version(VERSION, '-V, --version', 'show the version')
		.helpOption('-h, --help', 'show this help')
		.helpCommand(false)
		.configureHelp(HELP_STYLE)
		.showHelpAfterError(false);
	const context = { signal, io, commands: COMMANDS };
	for (const command of COMMANDS) {
		const added = addCommand(program, command, context);
		if (argv.includes(command.name)) addFlags(added, command);
	}
	for (const command of [program, ...program.commands]) {
		const manual = command === program ? 'credcheck help' : `credcheck help ${command.name()}`;
		command
			.addHelpText('after', helpEnd(manual))
			.configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => {} })
			.exitOverride();
	}
	return program;
}

/** How long a command may take to end by itself after a signal, in milliseconds. */
const GRACE_MS = 5000;

/**
 * Runs the program; never rejects. Signals and the end of the process are left to `main`.
 *
 * @param signal its abort reason is the error that the run ends with
 * @returns the exit code
 */
export async function runCredcheck(
	argv: readonly string[],
	signal: AbortSignal,
	io: ProgramIo,
): Promise<number> {
	try {
		await buildProgram(argv, signal, io).parseAsync(argv, { from: 'user' });
		// Output that cannot be written is an error, which streams report a turn later.
		await nextTurn();
		signal.throwIfAborted();
		return 0;
	} catch (error) {
		return conclude(signal.aborted ? signal.reason : error, argv, io);
	}
}

/** What the process ends with on a signal. */
const SIGNALS = { SIGINT: 'INTERRUPTED', SIGTERM: 'TERMINATED', SIGHUP: 'TERMINATED' } as const;

/** The hint of a command that a signal ends. */
function whatIsLeft([command]: readonly string[]): string {
	const nothing = 'nothing is left half-written';
	if (command === 'sync') return `${nothing}; a sync resumes when run again`;
	return command === 'backtest' ? `${nothing}: a report appears whole, or not at all` : nothing;
}

/** Runs the program in this process and sets its exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
	const interruption = new AbortController();
	const { signal } = interruption;
	for (const [name, code] of Object.entries(SIGNALS)) {
		const end = () =>
			interruption.abort(new CredcheckError(code, code.toLowerCase(), whatIsLeft(argv)));
		// The same one a second time kills the process; but a terminal that closes may send its own twice.
		if (name === 'SIGHUP') process.on(name, end);
		else process.once(name, end);
	}
	watchOutputs(interruption);
	signal.addEventListener('abort', () => endSoon(signal, argv));
	process.exitCode = await runCredcheck(argv, signal, process);
}

/** Ends the run if stdout cannot be written. A pipe that its reader closed, as `| head` does, is not an error. */
function watchOutputs(interruption: AbortController): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		interruption.abort(
			error.code === 'EPIPE'
				? new PipeClosed()
				: new CredcheckError('OUTPUT', `cannot write to stdout: ${messageOf(error)}`),
		);
	});
	// The run continues when nobody reads its errors.
	process.stderr.on('error', () => {});
}

/**
 * Closes stdin, so that a command that waits for input ends. If it is still running after the grace period, as
 * when it waits for a pipe that nobody writes to, the process exits.
 */
function endSoon(signal: AbortSignal, argv: readonly string[]): void {
	process.stdin.destroy();
	setTimeout(() => process.exit(conclude(signal.reason, argv, process)), GRACE_MS).unref();
}

class PipeClosed extends Error {}

/** Prints the error, if it is one, and returns the exit code. */
function conclude(
	error: unknown,
	argv: readonly string[],
	{ stderr }: Pick<ProgramIo, 'stderr'>,
): number {
	if (error instanceof PipeClosed) return 0;
	if (error instanceof CommanderError && error.exitCode === 0) return 0;
	const known = asKnownError(error, argv);
	const { code, exitCode } = known;
	const message = safeMessage(known.message);
	const hint = known.hint === undefined ? undefined : safeMessage(known.hint);
	if (argv.includes('--json')) {
		const document: ErrorDocument = { type: 'error', code, exitCode, message, hint };
		stderr.write(`${visibleJson(document)}\n`);
	} else {
		stderr.write(`error: ${message}\n`);
		if (hint !== undefined) stderr.write(`hint: ${hint}\n`);
	}
	// What commander says quotes what was typed, which may be a password.
	if (argv.includes('--verbose') && error instanceof Error && !(error instanceof CommanderError)) {
		stderr.write(`${withCauses(error).map(stackOf).join('\ncaused by ')}\n`);
	}
	return exitCode;
}

function stackOf({ message, stack = message }: Error): string {
	// A message may have several lines.
	return visibleText(withoutSecrets(stack.replace(message, () => safeMessage(message))));
}

function asKnownError(error: unknown, argv: readonly string[]): CredcheckError {
	if (error instanceof CredcheckError) return error;
	if (error instanceof CommanderError) {
		return usageError(error, argv, COMMANDS);
	}
	if (/^(ERR_)?MODULE_NOT_FOUND$/.test(systemCode(error) ?? '')) {
		const message = `a module that credcheck needs is missing: ${messageOf(error)}`;
		return new CredcheckError('INTERNAL', message, 'install credcheck again', error);
	}
	return new CredcheckError(
		'INTERNAL',
		`internal error: ${messageOf(error)}`,
		'this is a bug in credcheck: please report it with the output of --verbose',
		error,
	);
}
