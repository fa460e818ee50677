/** Compares the documents with the program: what they name must exist, and what they show must be what it prints. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nameOf } from '../src/commands/flag.ts';
import { COMMANDS } from '../src/commands/list.ts';
import { EXIT_CODES } from '../src/errors.ts';
import { credcheckBinary } from './support/binary.ts';
import { ROOT } from './support/credcheck.ts';

const DOCUMENTS = [
	'README.md',
	'OPERATIONS.md',
	'SECURITY.md',
	'CONTRIBUTING.md',
	'CHANGELOG.md',
	'ARCHITECTURE.md',
	'test/bench/README.md',
	'fixtures/README.md',
];
const MAX_README_BYTES = 10_240;
/** Flags that commander adds by itself. */
const BUILT_IN = ['--help', '--version'];
/** Programs with flags of their own. */
const OTHER_PROGRAM = /^(npm|npx|node|curl|systemctl) /;

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const README = textOf('README.md');
const PACKAGE = JSON.parse(textOf('package.json')) as {
	dependencies: Record<string, string>;
	optionalDependencies: Record<string, string>;
	scripts: Record<string, string>;
};

/** The text under a heading, up to the next one. */
function section(heading: string): string {
	const [, rest = ''] = README.split(new RegExp(`^#+ ${heading}$`, 'm'));
	return rest.split(/^#+ /m)[0] as string;
}

/** A document without its fenced code, and the lines and spans of code in it. */
function splitCode(path: string): { prose: string; code: string[] } {
	const code: string[] = [];
	const unfenced = textOf(path).replaceAll(/^```.*\n([\s\S]*?)^```/gm, (_, fenced: string) => {
		code.push(...fenced.split('\n').map((line) => line.replace(/\s*#.*/, '')));
		return '';
	});
	const prose = unfenced.replaceAll(/`([^`\n]+)`/g, (_, span: string) => {
		code.push(span);
		return '';
	});
	return { prose, code };
}

function flagsIn(text: string): string[] {
	return text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
}

/** As GitHub names the anchor of a heading. */
function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replaceAll(/[^\w\- ]/g, '')
		.replaceAll(' ', '-');
}

/** Durations differ from run to run, references from key to key. */
function timeless(text: string): string {
	return text.replaceAll(/\d+\.\d s\b/g, 'N s').replaceAll(/\b[0-9a-f]{32}\b/g, 'REF');
}

/** Matches what is shown, with at least one line for each …. */
function patternOf(shown: readonly string[]): RegExp {
	const lines = shown.map((line) =>
		line === '…' ? '(?:.*\\n)+?' : `${timeless(line).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`,
	);
	return new RegExp(`^${lines.join('')}$`);
}

describe('the README', () => {
	it('the README is no longer than 10 KB', () => {
		expect(Buffer.byteLength(README)).toBeLessThanOrEqual(MAX_README_BYTES);
	});

	it('the README has a paragraph for each command', () => {
		const paragraphs = [...section('Commands').matchAll(/^\*\*`credcheck (\w+)`\*\*/gm)];
		const named = paragraphs.map(([, name]) => name);
		const commands = COMMANDS.map(({ name }) => name).filter((name) => name !== 'help');
		expect(named).toEqual(commands);
	});

	it('the README lists the exit codes', () => {
		const rows = [...section('Exit codes').matchAll(/^\| (\d+) \| (\w+) \|/gm)];
		expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(
			EXIT_CODES,
		);
	});

	it('the README names every file of a report', async () => {
		const folder = temporaryFixtures();
		await runIn(folder, 'credcheck sync --source fixtures/ranges --store store.sqlite');
		const { stdout } = await runIn(
			folder,
			'credcheck backtest fixtures/users.csv --store store.sqlite --out report --group-by plan --limit 9',
		);
		const files = [...stdout.matchAll(/\breport\/([a-z-]+\.\w+)/g)].map(([, file]) => file);
		expect(files.length).toBeGreaterThan(5);
		for (const file of [...files, 'all-candidates.csv', 'summary.csv']) {
			expect(existsSync(join(folder, 'report', file as string)), file).toBe(true);
			expect(section('The report')).toContain(`\`${file}\``);
		}
	});

	it('the README shows the output of a back-test, not just its first line', () => {
		const [, transcript = ''] = /^```console\n([\s\S]*?)^```/m.exec(README) ?? [];
		expect(transcript.trimEnd().split('\n').length).toBeGreaterThanOrEqual(15);
	});

	it('the README gives a reason for every dependency', () => {
		for (const name of Object.keys({ ...PACKAGE.dependencies, ...PACKAGE.optionalDependencies })) {
			expect(section('Dependencies')).toMatch(
				new RegExp(`^\\|[^|]*\\b${name}\\b[^|]*\\| .+ \\|$`, 'm'),
			);
		}
	});

	it('the README names the tested versions of Node', () => {
		const { dependencies } = JSON.parse(textOf('test/nodes/package.json'));
		const { 'node-18': _tooOld, ...nodes } = dependencies;
		for (const [name, spec] of Object.entries<string>(nodes)) {
			const version = spec.slice(spec.lastIndexOf('@') + 1);
			expect(README, name).toMatch(new RegExp(`^\\| .+ \\| ${version} \\| .+ \\|$`, 'm'));
		}
	});
});

describe('the documents', () => {
	it('the transcripts in the documents are what the program prints, except where a … stands', async () => {
		const folder = temporaryFixtures();
		const transcripts = DOCUMENTS.flatMap((path) => [
			...textOf(path).matchAll(/^```console\n([\s\S]*?)^```/gm),
		]).map(([, text]) => text);
		// In one folder and in order, since each reads what the one before wrote.
		const runs = transcripts.flatMap((text = '') => text.split(/^\$ /m).slice(1));
		expect(runs.filter((run) => run.startsWith('credcheck'))).toHaveLength(3);
		for (const run of runs) {
			const [command = '', ...shown] = run.trimEnd().split('\n');
			const printed = `${(await runIn(folder, command)).stdout.trimEnd()}\n`;
			expect(timeless(printed)).toMatch(patternOf(shown));
		}
	});

	it.each(DOCUMENTS)('%s links only to files and headings that exist', (path) => {
		for (const [, target = ''] of textOf(path).matchAll(/\]\(([^)\s]+)\)/g)) {
			if (/^https?:/.test(target)) continue;
			const [file = '', anchor] = target.split('#');
			const linked = file === '' ? path : join(dirname(path), file);
			expect(existsSync(join(ROOT, linked)), target).toBe(true);
			if (anchor === undefined || statSync(join(ROOT, linked)).isDirectory()) continue;
			const headings = [...textOf(linked).matchAll(/^#+ (.+)$/gm)];
			expect(headings.map(([, heading]) => anchorOf(heading as string))).toContain(anchor);
		}
	});

	it.each(DOCUMENTS)('%s names only flags that exist', (path) => {
		const flagsOf = new Map(
			COMMANDS.map(({ name, flags }) => [
				name,
				[...BUILT_IN, ...Object.entries(flags).map(([key, flag]) => nameOf(key, flag))],
			]),
		);
		const all = new Set([...flagsOf.values()].flat());
		const { prose, code } = splitCode(path);
		expect(flagsIn(prose), 'flags are written as code').toEqual([]);
		for (const snippet of code.filter((text) => !OTHER_PROGRAM.test(text))) {
			for (const flag of flagsIn(snippet)) {
				expect(all, snippet).toContain(flag);
			}
			for (const [, name = '', rest = ''] of snippet.matchAll(/\bcredcheck (\w+)([^|;&]*)/g)) {
				if (flagsOf.has(name))
					expect(flagsOf.get(name)).toEqual(expect.arrayContaining(flagsIn(rest)));
			}
		}
	});

	it.each(DOCUMENTS)('%s names only scripts that exist', (path) => {
		const { code } = splitCode(path);
		for (const snippet of code) {
			for (const [, script] of snippet.matchAll(/\bnpm run ([\w:-]+)/g)) {
				expect(PACKAGE.scripts).toHaveProperty([script as string]);
			}
			for (const [, file] of snippet.matchAll(/\bnode ([\w/-]+\.js)\b/g)) {
				expect(existsSync(join(ROOT, file as string)), file).toBe(true);
			}
		}
	});
});

/** A new folder with the project's fixtures. */
function temporaryFixtures(): string {
	const folder = mkdtempSync(join(tmpdir(), 'credcheck-readme-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
	return folder;
}

/** Runs a line of a transcript: the program, or `head -N FILE`. */
async function runIn(cwd: string, line: string): Promise<{ stdout: string }> {
	const [program, ...args] = line.split(' ');
	if (program === 'credcheck') return await credcheckBinary(args, { cwd });
	const [lines = '', file = ''] = args;
	expect(line).toMatch(/^head -\d+ \S+$/);
	const text = readFileSync(join(cwd, file), 'utf8').split('\n');
	return { stdout: text.slice(0, Number(lines.slice(1))).join('\n') };
}
