import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Flag, type Flags, nameOf } from '../../src/commands/flag.ts';
import { parseParagraphs } from '../../src/commands/help/markup.ts';
import { commandPage } from '../../src/commands/help/page.ts';
import { renderPlain } from '../../src/commands/help/plain.ts';
import { renderRoff } from '../../src/commands/help/roff.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import { LISTS } from '../../src/output/report-names.ts';
import { explainReason, REJECT_REASONS } from '../../src/table/reject-reasons.ts';
import { credcheck, onlyJson, ROOT } from '../support/credcheck.ts';

const FLAGS = COMMANDS.flatMap(({ name, flags }) =>
	Object.entries(flags).map(([key, flag]): [string, Flag, Flags] => [
		`${name} ${nameOf(key, flag)}`,
		flag,
		flags,
	]),
);

/** A text without line breaks and markup. */
function words(text: string): string {
	return text.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim();
}

describe('credcheck help', () => {
	it('help lists every command', async () => {
		const { code, stdout, stderr } = await credcheck(['help']);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^    ${name}\\b`, 'm'));
	});

	it.each(COMMANDS)('the manual of $name explains each of its flags', async (command) => {
		const { code, stdout, stderr } = await credcheck(['help', command.name]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		const titles = stdout.match(/^\S.*$/gm) ?? [];
		expect(titles.slice(0, 4)).toEqual(['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS']);
		expect(titles.slice(-2)).toEqual(['EXIT STATUS', 'SEE ALSO']);
		for (const [key, flag] of Object.entries(command.flags)) {
			expect(stdout).toMatch(new RegExp(`^    ${nameOf(key, flag)}\\b`, 'm'));
			for (const paragraph of flag.manual.split(/\n\s*\n/)) {
				expect(words(stdout)).toContain(words(paragraph));
			}
		}
		expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
	});

	it('the manual of backtest explains every file of a report, and every reason for rejecting a row', async () => {
		const { stdout } = await credcheck(['help', 'backtest']);
		// Other sections mention some of the files, too.
		const section = /^REPORT FILES$(.*)^REJECTED ROWS$/ms.exec(stdout)?.[1];
		const lists = LISTS.map((list) => `${list}.csv`);
		for (const file of [...lists, 'report.html', 'summary.csv', 'summary.json']) {
			expect(section).toContain(file);
		}
		for (const reason of REJECT_REASONS) {
			expect(words(stdout)).toContain(`${reason} ${words(explainReason(reason) ?? '')}`);
		}
	});

	it('help exits 2 for an unknown command', async () => {
		const run = await credcheck(['help', 'frobnicate']);
		expect(run).toMatchObject({ code: 2, stdout: '' });
		expect(run.stderr).toContain('unknown command');
		expect(run.stderr).not.toContain('frobnicate');
	});

	it('the hint of a usage error names the --help of the command', async () => {
		const hint = async (...args: string[]) =>
			onlyJson((await credcheck([...args, '--json'])).stderr)['hint'];
		expect(await hint('sync', '--nope')).toBe('see credcheck sync --help');
		expect(await hint('nope')).toMatch(/^see credcheck --help;/);
	});
});

describe('flags', () => {
	it.each(FLAGS)(
		'a flag has one short line for --help and sentences for the manual: %s',
		(_, flag) => {
			expect(flag.help).toMatch(/^\S(?:.{0,58}[^.])?$/);
			const last = parseParagraphs(flag.manual).at(-1)?.spans.at(-1)?.text;
			expect(last).toMatch(/\.$/);
		},
	);

	it.each(FLAGS)(
		'a flag names only flags of its command as required or conflicting: %s',
		(_, { requires, conflicts }, flags) => {
			const others = [requires, conflicts].filter((key) => key !== undefined);
			expect(Object.keys(flags)).toEqual(expect.arrayContaining(others));
		},
	);

	it('the name of a flag is its key in kebab case', () => {
		expect(nameOf('maxAge')).toBe('--max-age');
		expect(nameOf('color', { negated: true })).toBe('--no-color');
	});
});

describe('man pages', () => {
	const { man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { man: string[] };

	it('the build makes a man page for the program and for each command', () => {
		const pages = ['credcheck', ...COMMANDS.map(({ name }) => `credcheck-${name}`)];
		expect(man).toEqual(pages.map((page) => `./dist/man/${page}.1`));
		expect(readdirSync(join(ROOT, 'dist/man')).toSorted()).toEqual(
			pages.map((page) => `${page}.1`).toSorted(),
		);
	});

	it.each(man)('%s is what credcheck help --roff prints', async (path) => {
		const topic = path.replaceAll(/^.*\/credcheck-?|\.1$/g, '').split('-');
		const { stdout } = await credcheck(['help', '--roff', ...topic.filter((word) => word !== '')]);
		expect(readFileSync(join(ROOT, path), 'utf8')).toBe(stdout);
	});

	it.skipIf(!hasProgram('mandoc')).each(man)('mandoc accepts %s', (path) => {
		const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'style', join(ROOT, path)], {
			encoding: 'utf8',
		});
		// Pages have no date, so that builds are reproducible.
		expect(stdout.split('\n').filter((line) => line !== '' && !/missing date/.test(line))).toEqual(
			[],
		);
	});

	it('text in a man page never acts as a roff request, and literals are kept unchanged', () => {
		const [command] = COMMANDS;
		if (command === undefined) throw new Error('no command');
		const description = "`.so` and `a\\b`, `it's -x`\n\n.TH is text\n\n'quoted' too…";
		const page = commandPage({ ...command, manual: { ...command.manual, description } });
		const roff = renderRoff(page, '1');
		expect(roff).toContain('\n\\fB.so\\fR and \\fBa\\eb\\fR, \\fBit\\(aqs \\-x\\fR\n');
		expect(roff).toContain('\n\\&.TH is text\n');
		expect(roff).toContain("\n\\&'quoted' too\\[u2026]\n");
		expect(renderPlain(page, 80)).toContain("    .so and a\\b, it's -x\n\n    .TH is text\n");
	});
});

function hasProgram(name: string): boolean {
	const folders = (process.env['PATH'] ?? '').split(':');
	return folders.some((folder) => existsSync(join(folder, name)));
}
