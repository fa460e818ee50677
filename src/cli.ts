/** The program: its commands, its signals, and the one place where an error becomes an exit code. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { addBacktestCommand } from './commands/backtest/flags.ts';
import { addCheckCommand } from './commands/check/flags.ts';
import { addStatusCommand } from './commands/status/flags.ts';
import { addSyncCommand } from './commands/sync/flags.ts';
import { addVerifyCommand } from './commands/verify/flags.ts';
import { CredcheckError, EXIT_CODES, messageOf, systemCode } from './errors.ts';
import { VERSION } from './version.ts';

const EXIT_HELP = `
Exit codes: 0 done; ${Object.entries(EXIT_CODES)
	.map(([code, exit]) => `${exit} ${code}`)
	.join(', ')}`;

/** Builds the command line without running it. */
export function buildProgram(signal: AbortSignal): Command {
	const program = new Command('credcheck')
		.description(
			'Audits the password hashes of your accounts against a local store of the Pwned Passwords ranges.',
		)
		.version(VERSION)
		.showHelpAfterError(false);
	const context = { signal };
	addSyncCommand(program, context);
	addBacktestCommand(program, context);
	addCheckCommand(program, context);
	addStatusCommand(program);
	addVerifyCommand(program, context);
	for (const command of [program, ...program.commands]) {
		command
			.addHelpText('after', EXIT_HELP)
			.configureOutput({ writeErr: () => {} })
			.exitOverride();
	}
	return program;
}

/** How long a command may take to end by itself once it was told to. */
const GRACE_MS = 5000;

/** Runs the program and sets the exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
	const interruption = new AbortController();
	const { signal } = interruption;
	const stopOn = (name: NodeJS.Signals, code: 'INTERRUPTED' | 'TERMINATED') => {
		// Once: a second signal ends the process at once.
		process.once(name, () =>
			interruption.abort(
				new CredcheckError(code, code.toLowerCase(), 'what was written until then is whole'),
			),
		);
	};
	stopOn('SIGINT', 'INTERRUPTED');
	stopOn('SIGTERM', 'TERMINATED');
	watchOutputs(interruption);
	signal.addEventListener('abort', () => endSoon(signal, argv));
	try {
		await buildProgram(signal).parseAsync(argv, { from: 'user' });
		// What could not be printed was not done; streams say so a turn later.
		await nextTurn();
		signal.throwIfAborted();
	} catch (error) {
		process.exitCode = conclude(signal.aborted ? signal.reason : error, argv);
	}
}

/**
 * `| head` closes the pipe when it has seen enough. That is no error: there is nobody left to tell.
 * Results that cannot be written for another reason are one.
 */
function watchOutputs(interruption: AbortController): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		interruption.abort(
			error.code === 'EPIPE'
				? new PipeClosed()
				: new CredcheckError('OUTPUT', `cannot write to stdout: ${messageOf(error)}`),
		);
	});
	// Nobody reads what goes wrong any more; the work is still wanted.
	process.stderr.on('error', () => {});
}

/**
 * A command that waits for input hears of nothing else. So stdin is closed; and should the command
 * wait for a pipe that nobody writes to, the process ends without it.
 */
function endSoon(signal: AbortSignal, argv: readonly string[]): void {
	process.stdin.destroy();
	setTimeout(() => process.exit(conclude(signal.reason, argv)), GRACE_MS).unref();
}

class PipeClosed extends Error {}

/** Tells the user, and gives the exit code. */
function conclude(error: unknown, argv: readonly string[]): number {
	if (error instanceof PipeClosed) return 0;
	if (error instanceof CommanderError && error.exitCode === 0) return 0;
	const known = asKnownError(error);
	const { code, exitCode } = known;
	const message = withoutHashes(known.message);
	const hint = known.hint === undefined ? undefined : withoutHashes(known.hint);
	if (argv.includes('--json')) {
		process.stderr.write(`${JSON.stringify({ type: 'error', code, exitCode, message, hint })}\n`);
	} else {
		process.stderr.write(`error: ${message}\n`);
		if (hint !== undefined) process.stderr.write(`hint: ${hint}\n`);
	}
	if (argv.includes('--verbose') && error instanceof Error) {
		process.stderr.write(withoutHashes(`${error.stack}\n`));
		if (error.cause instanceof Error) {
			process.stderr.write(withoutHashes(`caused by ${error.cause.stack}\n`));
		}
	}
	return exitCode;
}

/** A hash may have been typed where it does not belong, and a message may quote what was typed. */
function withoutHashes(text: string): string {
	return text.replaceAll(/[0-9A-Fa-f]{32,}/g, '[hash]');
}

function asKnownError(error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	if (error instanceof CommanderError) {
		const message = messageOf(error).replace(/^error: /, '');
		return error.code === 'commander.help'
			? new CredcheckError('USAGE', 'no command given', 'see credcheck --help')
			: new CredcheckError('USAGE', message, 'see credcheck --help');
	}
	if (/^(ERR_)?MODULE_NOT_FOUND$/.test(systemCode(error) ?? '')) {
		const message = `a part of credcheck is missing: ${messageOf(error)}`;
		return new CredcheckError('INTERNAL', message, 'install credcheck again', error);
	}
	return new CredcheckError(
		'INTERNAL',
		`something went wrong that should not have: ${messageOf(error)}`,
		'this is a bug in credcheck; run again with --verbose and report what it prints',
		error,
	);
}
