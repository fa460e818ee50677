import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildProgram } from '../src/cli.ts';
import { EXIT_CODES } from '../src/errors.ts';
import { credcheck, onlyJson, ROOT } from './support/credcheck.ts';
import { madeUpRanges, sha1, writeRangeFolder } from './support/ranges.ts';
import { makeWorld } from './support/world.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	dependencies: Record<string, string>;
	optionalDependencies: Record<string, string>;
	scripts: Record<string, string>;
};

/** The text under a heading, up to the next one. */
function section(heading: string): string {
	const [, rest = ''] = README.split(new RegExp(`^#+ ${heading}$`, 'm'));
	return rest.split(/^#+ /m)[0] as string;
}

function flagsIn(text: string): string[] {
	const cells = text.split('\n').filter((line) => line.startsWith('| `--'));
	const first = cells.map((line) => line.split(/(?<!\\)\|/)[1] as string);
	return [...new Set(first.flatMap((cell) => cell.match(/--[a-z-]+/g) ?? []))].toSorted();
}

describe('the README', () => {
	const commands = buildProgram(new AbortController().signal).commands;
	const common = flagsIn(section('Commands'));

	it('has a section for each command, with its flags and no others', () => {
		expect(README.match(/^### credcheck \w+/gm)).toEqual(
			commands.map((command) => `### credcheck ${command.name()}`),
		);
		for (const command of commands) {
			const text = section(`credcheck ${command.name()}.*`);
			const flags = command.options.map((option) => option.long ?? '').toSorted();
			expect({ command: command.name(), flags: [...common, ...flagsIn(text)].toSorted() }).toEqual({
				command: command.name(),
				flags,
			});
		}
	});

	it('lists the exit codes there are', () => {
		const rows = [...section('Exit codes').matchAll(/^\| (\d+) \| (\w+) \|/gm)];
		expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(
			EXIT_CODES,
		);
	});

	it('names every field of every JSON document', async () => {
		const world = await makeWorld();
		const accounts = world.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n2,\n`);
		const source = writeRangeFolder(join(world.folder, 'more'), madeUpRanges(1));
		const at = ['--store', world.store, '--json'];
		const documents = {
			sync: await credcheck(['sync', '--source', source, ...at]),
			backtest: await world.backtest(accounts, '--json'),
			check: await credcheck(['check', ...at], { stdin: 'tulip\n' }),
			status: await credcheck(['status', ...at]),
			verify: await credcheck(['verify', ...at]),
		};
		for (const [command, { stdout }] of Object.entries(documents)) {
			const [row = ''] = section('JSON').match(new RegExp(`^\\| \`${command}\` \\|.*$`, 'm')) ?? [];
			for (const field of Object.keys(onlyJson(stdout))) {
				expect(row, `${command}: ${field}`).toContain(`\`${field}\``);
			}
		}
	});

	it('shows what the program prints', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'credcheck-readme-'));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
		const transcripts = [...README.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text]) => text);
		const runs = transcripts.flatMap((text = '') => text.split(/^\$ /m).slice(1));
		expect(runs.filter((run) => run.startsWith('credcheck'))).toHaveLength(3);
		for (const run of runs) {
			const [command = '', ...shown] = run.trimEnd().split('\n');
			const [program, ...args] = command.split(' ');
			const printed =
				program === 'credcheck'
					? (await credcheck(args, { cwd: folder })).stdout
					: readFileSync(join(folder, args.at(-1) as string), 'utf8')
							.split('\n')
							.slice(0, shown.length)
							.join('\n');
			expect(timeless(shown.join('\n'))).toBe(timeless(printed.trimEnd()));
		}
	});

	it('gives every dependency its reason', () => {
		for (const name of Object.keys({ ...PACKAGE.dependencies, ...PACKAGE.optionalDependencies })) {
			expect(section('How it is built')).toMatch(
				new RegExp(`^\\|[^|]*\\b${name}\\b[^|]*\\| .+ \\|$`, 'm'),
			);
		}
	});

	it('names the versions of Node that are tested', () => {
		const { dependencies } = JSON.parse(
			readFileSync(join(ROOT, 'test', 'nodes', 'package.json'), 'utf8'),
		);
		const { 'node-18': _tooOld, ...nodes } = dependencies;
		for (const [name, spec] of Object.entries<string>(nodes)) {
			const version = spec.slice(spec.lastIndexOf('@') + 1);
			expect(README, name).toMatch(new RegExp(`^\\| .+ \\| ${version} \\| .+ \\|$`, 'm'));
		}
	});

	it('tells only of scripts that are there', () => {
		for (const [, script] of README.matchAll(/npm run ([\w-]+)/g)) {
			expect(PACKAGE.scripts).toHaveProperty(script as string);
		}
	});
});

/** Durations differ from run to run, references from key to key. */
function timeless(text: string): string {
	return text.replaceAll(/\d+\.\d s\b/g, 'N s').replaceAll(/\b[0-9a-f]{32}\b/g, 'REF');
}
