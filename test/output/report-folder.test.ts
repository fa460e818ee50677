import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CredcheckError } from '../../src/errors.ts';
import { type ReportFileName, ReportFolder } from '../../src/output/report-folder.ts';
import { temporaryFolder } from '../support/temporary.ts';

let parent: string;
let out: string;

beforeEach(() => {
	parent = temporaryFolder();
	out = join(parent, 'report');
});

const REPORT_FILES: readonly ReportFileName[] = [
	'critical.csv',
	'critical-2.csv',
	'nudge-candidates.csv',
	'shared-passwords.csv',
	'cohorts.csv',
	'rejected-rows.csv',
	'report.html',
	'summary.csv',
	'summary.json',
];

/** More text than a file buffers. */
const MUCH = 'füllung,12345\n'.repeat(20_000);

function draft(text: string, force = false): ReportFolder {
	const folder = new ReportFolder(out, force);
	for (const name of REPORT_FILES) folder.open(name).write(text);
	return folder;
}

function modeOf(path: string): string {
	return (statSync(path).mode & 0o777).toString(8);
}

function contents(): Record<string, string> {
	const names = readdirSync(out).toSorted();
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

/** The contents of a report whose files all contain `text`. */
function reportOf(text: string): Record<string, string> {
	return Object.fromEntries([...REPORT_FILES].toSorted().map((name) => [name, text]));
}

function codeOf(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		return error instanceof CredcheckError ? error.code : String(error);
	}
	return 'no error';
}

describe('publishing', () => {
	it('a published report is files of mode 0600 in a folder of mode 0700, and nothing else', () => {
		draft('text\n').publish();
		expect(contents()).toEqual(reportOf('text\n'));
		expect(modeOf(out)).toBe('700');
		for (const name of REPORT_FILES) expect(modeOf(join(out, name)), name).toBe('600');
	});

	it('no file of a report is visible before all are complete', () => {
		const folder = draft(MUCH);
		expect(REPORT_FILES.filter((name) => existsSync(join(out, name)))).toEqual([]);
		for (const name of readdirSync(out)) expect(modeOf(join(out, name)), name).toBe('600');
		folder.publish();
		expect(contents()).toEqual(reportOf(MUCH));
	});

	it('a report file has its pieces in the order in which they were written', () => {
		const pieces = Array.from({ length: 30_000 }, (_, n) => `${n},é\n`);
		const folder = new ReportFolder(out, false);
		const file = folder.open('critical.csv');
		for (const piece of pieces) file.write(piece);
		folder.publish();
		expect(contents()).toEqual({ 'critical.csv': pieces.join('') });
	});

	it('parent folders of the report are made as well', () => {
		out = join(parent, 'audits', '2024', 'report');
		draft('text\n').publish();
		expect(contents()).toEqual(reportOf('text\n'));
	});

	it('a report that cannot be published leaves no summary, old or new', () => {
		mkdirSync(out);
		writeFileSync(join(out, 'summary.json'), 'old');
		const folder = draft('new', true);
		mkdirSync(join(out, 'rejected-rows.csv', 'in-the-way'), { recursive: true });
		expect(codeOf(() => folder.publish())).toBe('OUTPUT');
		expect(existsSync(join(out, 'summary.json'))).toBe(false);
	});

	it('a report is not started if a folder has the name of one of its files', () => {
		mkdirSync(join(out, 'rejected-rows.csv'), { recursive: true });
		expect(codeOf(() => draft('new', true))).toBe('OUTPUT');
		expect(readdirSync(out)).toEqual(['rejected-rows.csv']);
	});
});

describe('discarding', () => {
	it('a discarded report leaves nothing, not even the folders that were made for it', () => {
		draft(MUCH).discard();
		expect(readdirSync(parent)).toEqual([]);
		new ReportFolder(join(parent, 'a', 'b', 'report'), false).discard();
		expect(readdirSync(parent)).toEqual([]);
	});

	it('a discarded report leaves an existing folder as it was', () => {
		mkdirSync(out);
		draft(MUCH).discard();
		expect(contents()).toEqual({});
		writeFileSync(join(out, 'notes.txt'), 'mine');
		draft(MUCH).discard();
		expect(contents()).toEqual({ 'notes.txt': 'mine' });
	});

	it('a discarded report leaves files that others added meanwhile', () => {
		const folder = draft('text\n');
		writeFileSync(join(out, 'notes.txt'), 'mine');
		folder.discard();
		expect(contents()).toEqual({ 'notes.txt': 'mine' });
	});

	it('a discarded report leaves an older report as it was', () => {
		draft('old').publish();
		draft('new', true).discard();
		expect(contents()).toEqual(reportOf('old'));
	});
});

describe('existing folders', () => {
	it.each(REPORT_FILES.filter((name) => name !== 'critical-2.csv'))(
		'a folder that contains %s is refused, and left as it was',
		(name) => {
			mkdirSync(out);
			writeFileSync(join(out, name), 'old');
			expect(codeOf(() => new ReportFolder(out, false))).toBe('OUTPUT');
			expect(contents()).toEqual({ [name]: 'old' });
		},
	);

	it('a folder of other files is accepted, and they are left as they were', () => {
		mkdirSync(out);
		writeFileSync(join(out, 'notes.txt'), 'mine');
		draft('text\n').publish();
		expect(contents()).toEqual({ 'notes.txt': 'mine', ...reportOf('text\n') });
	});

	it('--force replaces a report and its file modes', () => {
		mkdirSync(out);
		for (const name of REPORT_FILES) writeFileSync(join(out, name), 'old', { mode: 0o644 });
		draft('new', true).publish();
		expect(contents()).toEqual(reportOf('new'));
		for (const name of REPORT_FILES) expect(modeOf(join(out, name)), name).toBe('600');
	});

	it('--force keeps files that only look like files of a split list', () => {
		draft('old').publish();
		writeFileSync(join(out, 'critical-20260131.csv'), 'set aside');
		const folder = new ReportFolder(out, true);
		folder.open('summary.json').write('new');
		folder.publish();
		expect(contents()).toEqual({ 'critical-20260131.csv': 'set aside', 'summary.json': 'new' });
	});

	it('--force leaves nothing of the old report that the new one lacks', () => {
		draft('old').publish();
		const folder = new ReportFolder(out, true);
		folder.open('critical.csv').write('new');
		folder.open('summary.json').write('new');
		folder.publish();
		expect(contents()).toEqual({ 'critical.csv': 'new', 'summary.json': 'new' });
	});

	it('the leftovers of a killed run are removed', () => {
		const { pid } = spawnSync(process.execPath, ['--version']);
		mkdirSync(out);
		writeFileSync(join(out, `critical.csv.${pid}-${randomUUID()}.partial`), 'half a l');
		draft('text\n').publish();
		expect(contents()).toEqual(reportOf('text\n'));
	});

	it('of two reports in one folder, the first to finish remains complete', () => {
		const [first, second] = [draft('first'), draft('second')];
		first.publish();
		expect(codeOf(() => second.publish())).toBe('OUTPUT');
		second.discard();
		expect(contents()).toEqual(reportOf('first'));
	});
});

it.each([
	['a file', 'occupied'],
	['below a file', 'occupied/report'],
])('a report folder that is %s cannot be made', (_, path) => {
	writeFileSync(join(parent, 'occupied'), 'mine');
	expect(codeOf(() => new ReportFolder(join(parent, path), false))).toBe('OUTPUT');
});
