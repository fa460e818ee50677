/** Runs `credcheck check`. */

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { checkDocument } from '../../documents/check.ts';
import { CredcheckError, messageOf } from '../../errors.ts';
import { type CheckAnswer, type HashChecker, openChecker } from '../../lookup/check.ts';
import { hashInLine } from '../../lookup/hash-line.ts';
import { isTableHeader, LineDoubts } from '../../lookup/line-doubts.ts';
import { hashDigits, otherKind } from '../../range/kind.ts';
import { readTextLines, type TextLine } from '../../table/input/text-lines.ts';
import { openTerminal } from '../../terminal.ts';
import { formatNumber } from '../../text/format.ts';
import type { CommandContext, ProgramIo } from '../command.ts';
import { sourceName, storePath } from '../environment.ts';
import type { CheckFlags } from './command.ts';

export async function checkCommand(
	flags: CheckFlags,
	{ signal, io }: CommandContext,
): Promise<void> {
	const terminal = await openTerminal(flags, io);
	const online = flags.online
		? { source: sourceName(flags, io.env), allowHttp: flags.allowHttp }
		: undefined;
	const store = storePath(flags, io.env);
	const checker = openChecker({ store, kind: flags.kind, online, signal });
	const answers = new Map<CheckAnswer['kind'], number>();
	const doubts = new LineDoubts();
	let lines = 0;
	let ofOtherKind = 0;
	let fetchFailure: string | undefined;
	try {
		const prompt = flags.hash ? `${checker.kind.title}: ` : 'Password: ';
		for await (const line of inputLines(prompt, io)) {
			signal.throwIfAborted();
			lines += 1;
			const text = line.toString();
			const answer = flags.hash
				? await checker.check(hashInLine(text, checker.kind) ?? '')
				: await checker.checkPassword(line);
			if (!flags.hash) doubts.note(text, answer);
			if (lines === 1 && !flags.hash && answer.kind !== 'found' && isTableHeader(text)) {
				throw isTable();
			}
			answers.set(answer.kind, (answers.get(answer.kind) ?? 0) + 1);
			if (answer.kind === 'not_fetched') fetchFailure ??= answer.reason;
			const other = otherKind(checker.kind);
			if (answer.kind === 'not_a_hash' && hashInLine(text, other) !== undefined) ofOtherKind += 1;
			const words = answer.kind === 'found' ? String(answer.count) : WORDS[answer.kind];
			terminal.print(flags.json ? JSON.stringify(checkDocument(answer)) : words);
		}
		signal.throwIfAborted();
	} finally {
		await checker.close();
	}
	for (const warning of doubts.warnings()) terminal.warn(warning);
	assertAnswered(answers, checker, ofOtherKind, fetchFailure);
}

/** @throws CredcheckError unless every line was looked up */
function assertAnswered(
	answers: ReadonlyMap<CheckAnswer['kind'], number>,
	{ kind }: HashChecker,
	ofOtherKind: number,
	fetchFailure: string | undefined,
): void {
	const {
		not_a_hash: notHashes = 0,
		unreadable = 0,
		not_held: missing = 0,
	} = Object.fromEntries(answers) as Partial<Record<CheckAnswer['kind'], number>>;
	if (notHashes > 0) {
		const other = otherKind(kind);
		throw new CredcheckError(
			'INPUT',
			`lines that are not ${kind.title} hashes: ${formatNumber(notHashes)}`,
			ofOtherKind > 0
				? `if they are ${other.title} hashes, use a store of these: --kind ${other.name}`
				: `with --hash, each line must be ${hashDigits(kind)} hex digits, or what sha1sum prints`,
		);
	}
	if (unreadable > 0) {
		throw new CredcheckError(
			'INPUT',
			`lines that are not UTF-8, or have lost characters before: ${formatNumber(unreadable)}`,
			'save the passwords as UTF-8, or convert them: iconv -f WINDOWS-1252 -t UTF-8',
		);
	}
	if (fetchFailure !== undefined) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`some ranges could not be fetched: ${fetchFailure}`,
		);
	}
	if (missing > 0) {
		throw new CredcheckError(
			'STORE_PARTIAL',
			`lines whose range is missing from the store: ${formatNumber(missing)}`,
			'run credcheck sync, or use --online',
		);
	}
}

function isTable(): CredcheckError {
	return new CredcheckError(
		'INPUT',
		'stdin begins with a line of column names: it is a table, and its rows are no passwords',
		'give the passwords alone, one a line; a table of hashes is for credcheck backtest',
	);
}

const WORDS: Readonly<Record<Exclude<CheckAnswer['kind'], 'found'>, string>> = {
	not_found: 'not found',
	not_held: 'range missing',
	not_fetched: 'range not fetched',
	not_a_hash: 'not a hash',
	unreadable: 'not readable',
};

/** One line typed without echo on a terminal; every line of a pipe. */
async function* inputLines(prompt: string, io: ProgramIo): AsyncGenerator<TextLine> {
	if (io.stdin.isTTY) {
		yield await askWithoutEcho(prompt, io);
		return;
	}
	try {
		for await (const lines of readTextLines(io.stdin, 'stdin')) yield* lines;
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError('INPUT', `cannot read stdin: ${messageOf(error)}`, undefined, error);
	}
}

async function askWithoutEcho(prompt: string, { stdin, stderr }: ProgramIo): Promise<string> {
	stderr.write(prompt);
	// readline echoes to its output, so discard that output.
	const discarded = new Writable({ write: (_chunk, _encoding, done) => done() });
	const reader = createInterface({ input: stdin, output: discarded, terminal: true });
	try {
		return await new Promise((resolve, reject) => {
			reader.once('line', resolve);
			reader.once('SIGINT', () => reject(new CredcheckError('INTERRUPTED', 'interrupted')));
			reader.once('close', () => reject(new CredcheckError('INPUT', 'no input')));
		});
	} finally {
		reader.close();
		stderr.write('\n');
	}
}
