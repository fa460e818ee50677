/** The program: its commands, its signals, and the one place where an error becomes an exit code. */

import { Command, CommanderError } from 'commander';
import { addBacktestCommand } from './commands/backtest.ts';
import { addCheckCommand } from './commands/check.ts';
import { addStatusCommand } from './commands/status.ts';
import { addSyncCommand } from './commands/sync.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { CredcheckError, EXIT_CODES, messageOf } from './errors.ts';
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

/** Runs the program and sets the exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
	const interruption = new AbortController();
	const stopOn = (signal: NodeJS.Signals, code: 'INTERRUPTED' | 'TERMINATED') => {
		// Once: a second signal ends the process at once.
		process.once(signal, () =>
			interruption.abort(
				new CredcheckError(code, code.toLowerCase(), 'what was written until then is whole'),
			),
		);
	};
	stopOn('SIGINT', 'INTERRUPTED');
	stopOn('SIGTERM', 'TERMINATED');
	toleratePipesClosedEarly(interruption);
	try {
		await buildProgram(interruption.signal).parseAsync(argv, { from: 'user' });
	} catch (error) {
		process.exitCode = conclude(error, argv);
	}
}

/** `| head` closes the pipe when it has seen enough. That is no error: there is nobody left to tell. */
function toleratePipesClosedEarly(interruption: AbortController): void {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EPIPE') throw error;
			interruption.abort(new PipeClosed());
		});
	}
}

class PipeClosed extends Error {}

/** Tells the user, and gives the exit code. */
function conclude(error: unknown, argv: readonly string[]): number {
	if (error instanceof PipeClosed) return 0;
	if (error instanceof CommanderError && error.exitCode === 0) return 0;
	const known = asKnownError(error);
	if (argv.includes('--json')) {
		const { code, exitCode, message, hint } = known;
		process.stderr.write(`${JSON.stringify({ type: 'error', code, exitCode, message, hint })}\n`);
	} else {
		process.stderr.write(`error: ${known.message}\n`);
		if (known.hint !== undefined) process.stderr.write(`hint: ${known.hint}\n`);
	}
	if (argv.includes('--verbose') && error instanceof Error) {
		process.stderr.write(`${error.stack}\n`);
		if (error.cause instanceof Error) process.stderr.write(`caused by ${error.cause.stack}\n`);
	}
	return known.exitCode;
}

function asKnownError(error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	if (error instanceof CommanderError) {
		const message = messageOf(error).replace(/^error: /, '');
		return error.code === 'commander.help'
			? new CredcheckError('USAGE', 'no command given', 'see credcheck --help')
			: new CredcheckError('USAGE', message, 'see credcheck --help');
	}
	return new CredcheckError(
		'INTERNAL',
		`something went wrong that should not have: ${messageOf(error)}`,
		'this is a bug in credcheck; run again with --verbose and report what it prints',
		error,
	);
}
