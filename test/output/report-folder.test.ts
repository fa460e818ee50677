import { createHash } from 'node:crypto';
import {
	appendFileSync,
	chmodSync,
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CredcheckError } from '../../src/errors.ts';
import { ReportFolder } from '../../src/output/report-folder.ts';
import { listFile, MAX_PARTS, type ReportFileName } from '../../src/output/report-names.ts';
import { replaceInFs, withoutFsync } from '../support/replaced-fs.ts';
import { temporaryFolder } from '../support/temporary.ts';

let restoreFsync: () => void;
beforeAll(() => {
	restoreFsync = withoutFsync();
});
afterAll(() => restoreFsync());

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

/** A report whose files all contain `text`, except for the summary, which has the manifest. */
function draft(text: string, force = false): ReportFolder {
	const folder = new ReportFolder(out, force);
	for (const name of REPORT_FILES) if (name !== 'summary.json') folder.open(name).write(text);
	folder.open('summary.json').write(JSON.stringify({ files: folder.manifest() }));
	return folder;
}

function publish(text: string): void {
	draft(text).publish();
}

function modeOf(path: string): string {
	return (statSync(path).mode & 0o777).toString(8);
}

function contents(): Record<string, string> {
	const names = readdirSync(out).toSorted();
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

/** The contents of such a report. */
function reportOf(text: string): Record<string, string> {
	const sha256 = createHash('sha256').update(text).digest('hex');
	const names = REPORT_FILES.filter((name) => name !== 'summary.json');
	const files = names.map((name) => ({ name, bytes: Buffer.byteLength(text), sha256 }));
	return {
		...Object.fromEntries(names.map((name) => [name, text])),
		'summary.json': JSON.stringify({ files }),
	};
}

function errorOf(work: () => unknown): CredcheckError {
	try {
		work();
	} catch (error) {
		if (error instanceof CredcheckError) return error;
		throw error;
	}
	throw new Error('no error');
}

const codeOf = (work: () => unknown) => errorOf(work).code;
const messageOf = (work: () => unknown) => errorOf(work).message;

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
		const drafts = join(out, '.credcheck-unfinished', 'new');
		for (const name of readdirSync(drafts)) expect(modeOf(join(drafts, name)), name).toBe('600');
		expect(modeOf(drafts)).toBe('700');
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

	it('a list of more files than names are kept for is refused', () => {
		const folder = new ReportFolder(out, false);
		folder.open(listFile('critical', MAX_PARTS));
		expect(messageOf(() => folder.open(listFile('critical', MAX_PARTS + 1)))).toContain(
			'9999999 files at most',
		);
		folder.discard();
	});

	it('parent folders of the report are made as well', () => {
		out = join(parent, 'audits', '2024', 'report');
		draft('text\n').publish();
		expect(contents()).toEqual(reportOf('text\n'));
	});

	it('a report that cannot be published leaves the older one as it was', () => {
		publish('old');
		const folder = draft('new', true);
		rmSync(join(out, 'rejected-rows.csv'));
		mkdirSync(join(out, 'rejected-rows.csv', 'in-the-way'), { recursive: true });
		expect(codeOf(() => folder.publish())).toBe('OUTPUT');
		folder.discard();
		rmSync(join(out, 'rejected-rows.csv'), { recursive: true });
		const { 'rejected-rows.csv': _, ...others } = reportOf('old');
		expect(contents()).toEqual(others);
	});

	describe('on a file system without links', () => {
		function withoutLinks(): () => void {
			return replaceInFs(['linkSync', 'symlinkSync'], (_, name) => () => {
				const syscall = name.replace('Sync', '');
				throw Object.assign(new Error('EPERM'), { code: 'EPERM', syscall });
			});
		}

		it('the files of a first report appear one by one, the summary last', () => {
			const folder = new ReportFolder(out, false);
			const files = { 'summary.json': '{}', 'critical.csv': 'one', 'report.html': 'page' } as const;
			for (const name of ['summary.json', 'critical.csv', 'report.html'] as const) {
				folder.open(name).write(files[name]);
			}
			const order: unknown[] = [];
			const restoreLinks = withoutLinks();
			const restore = replaceInFs(['renameSync'], (original) => (...args) => {
				order.push(args[1]);
				return original(...args);
			});
			folder.publish();
			restore();
			restoreLinks();
			expect(contents()).toEqual(files);
			const inOrder = ['critical.csv', 'report.html', 'summary.json'];
			expect(order).toEqual(inOrder.map((name) => join(out, name)));
		});

		it('a first report of which a file cannot be placed leaves nothing', () => {
			const folder = draft('text\n');
			const restoreLinks = withoutLinks();
			const restore = replaceInFs(['renameSync'], (original) => (...args) => {
				if (String(args[1]).endsWith('cohorts.csv')) throw new Error('EIO');
				return original(...args);
			});
			expect(codeOf(() => folder.publish())).toBe('OUTPUT');
			restore();
			restoreLinks();
			folder.discard();
			expect(readdirSync(parent)).toEqual([]);
		});

		it('a report is not replaced, and stays as it was', () => {
			publish('old');
			const folder = draft('new', true);
			const restoreLinks = withoutLinks();
			expect(errorOf(() => folder.publish()).hint).toContain('takes links');
			restoreLinks();
			folder.discard();
			expect(contents()).toEqual(reportOf('old'));
		});
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
	it.each([...REPORT_FILES, 'critical-31.csv'])(
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
		writeFileSync(join(out, 'critical-20260131.csv'), 'set aside');
		publish('text\n');
		const { 'notes.txt': notes, 'critical-20260131.csv': aside, ...report } = contents();
		expect([notes, aside, report]).toEqual(['mine', 'set aside', reportOf('text\n')]);
	});

	it('--force replaces a report and its file modes, and leaves nothing that the new one lacks', () => {
		publish('old');
		chmodSync(out, 0o750);
		for (const name of REPORT_FILES) chmodSync(join(out, name), 0o644);
		const folder = new ReportFolder(out, true);
		for (const name of ['critical.csv', 'summary.json'] as const) folder.open(name).write('{}');
		folder.publish();
		expect(contents()).toEqual({ 'critical.csv': '{}', 'summary.json': '{}' });
		expect(modeOf(join(out, 'critical.csv'))).toBe('600');
		// The folder is still the same one, as its owner left it.
		expect(modeOf(out)).toBe('750');
	});

	it.each([
		['the name of another part', 'nudge-candidates-7.csv', 'no manifest'],
		['the name of a list that the report lacks', 'all-candidates.csv', 'no manifest'],
	])('--force refuses a file with %s, and leaves all as it was', (_, name, message) => {
		publish('old');
		writeFileSync(join(out, name), 'mine');
		expect(messageOf(() => new ReportFolder(out, true))).toContain(message);
		expect(contents()).toEqual({ ...reportOf('old'), [name]: 'mine' });
	});

	it('--force refuses files that are added while the report is made', () => {
		const folder = draft('new', true);
		writeFileSync(join(out, 'critical.csv'), 'mine');
		expect(codeOf(() => folder.publish())).toBe('OUTPUT');
		folder.discard();
		expect(contents()).toEqual({ 'critical.csv': 'mine' });
	});

	it('--force replaces no report of which the summary has no manifest', () => {
		mkdirSync(out);
		const files = { 'critical.csv': 'old', 'summary.json': '{"schema":"credcheck.backtest/1"}' };
		for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
		expect(messageOf(() => new ReportFolder(out, true))).toContain('no manifest of a report');
		expect(contents()).toEqual(files);
	});

	it.each<[string, ((file: string, other: string) => void) | undefined]>([
		['itself', undefined],
		['by a hard link', linkSync],
		['by a symbolic link', symlinkSync],
	])('--force never replaces an input that is one of the files %s', (_, link) => {
		publish('old');
		const file = join(out, 'nudge-candidates.csv');
		link?.(file, join(parent, 'users.csv'));
		const path = link === undefined ? file : join(parent, 'users.csv');
		const force = () => new ReportFolder(out, true, [{ what: 'the table', path }]);
		expect(messageOf(force)).toContain('is the table of this run');
		expect(readFileSync(path, 'utf8')).toBe('old');
		expect(contents()).toEqual(reportOf('old'));
	});

	it('the leftovers of a killed run are removed', () => {
		mkdirSync(join(out, '.credcheck-unfinished', 'new'), { recursive: true });
		writeFileSync(join(out, '.credcheck-unfinished', 'lock'), '');
		writeFileSync(join(out, '.credcheck-unfinished', 'new', 'critical.csv'), 'half a l');
		publish('text\n');
		expect(contents()).toEqual(reportOf('text\n'));
	});

	it.each([false, true])(
		'of two runs in one folder, the second is refused (force: %s)',
		(force) => {
			const first = draft('first', force);
			const link = join(parent, 'link');
			symlinkSync(out, link);
			for (const path of [out, link, `${out}/../report/`]) {
				expect(messageOf(() => new ReportFolder(path, force))).toContain('another run is writing');
			}
			first.publish();
			expect(contents()).toEqual(reportOf('first'));
			draft('third', true).publish();
			expect(contents()).toEqual(reportOf('third'));
		},
	);

	it('a second run is told of the first, whatever that one is about to publish', () => {
		const first = draft('first');
		writeFileSync(
			join(out, 'critical-3.csv'),
			'a file of the first run, which no manifest names yet',
		);
		expect(messageOf(() => new ReportFolder(out, true))).toContain('another run is writing');
		first.discard();
	});

	it.each([
		['makes', false],
		['makes and removes', true],
	])('a folder that another run %s at that moment is used all the same', (_, isRemoved) => {
		let calls = 0;
		const restore = replaceInFs(['mkdirSync', 'realpathSync'], (original, name) => (...args) => {
			if (args[0] === out && name === 'mkdirSync' && calls === 0) {
				calls += 1;
				original(out);
			} else if (args[0] === out && isRemoved && calls === 1) {
				calls += 1;
				rmdirSync(out);
			}
			return original(...args);
		});
		const folder = draft('text\n');
		restore();
		expect(calls).toBe(isRemoved ? 2 : 1);
		folder.publish();
		expect(contents()).toEqual(reportOf('text\n'));
	});

	it('a folder may be locked again after its run has ended, either way', () => {
		draft('first').discard();
		publish('second');
		expect(codeOf(() => new ReportFolder(out, false))).toBe('OUTPUT');
		draft('third', true).discard();
		expect(contents()).toEqual(reportOf('second'));
	});

	it.each([
		['is not empty', (path: string) => writeFileSync(path, 'mine')],
		['is no file', (path: string) => mkdirSync(path)],
		['is a link', (path: string) => symlinkSync('/etc/hostname', path)],
	])('a folder whose lock %s is refused', (_, make) => {
		mkdirSync(join(out, '.credcheck-unfinished'), { recursive: true });
		make(join(out, '.credcheck-unfinished', 'lock'));
		expect(codeOf(() => new ReportFolder(out, false))).toBe('OUTPUT');
		expect(readdirSync(join(out, '.credcheck-unfinished'))).toEqual(['lock']);
	});
});

describe('reading back', () => {
	const summary = { type: 'backtest', files: [] };

	function written() {
		const folder = new ReportFolder(out, false);
		const list = folder.open('critical.csv', Buffer.from('id\n'));
		list.write('a\n"b\nb"\nc\n');
		folder.open('summary.json').write(JSON.stringify(summary));
		return { folder, draft: list.draft };
	}

	it('a report is read back with the number of rows of each file', async () => {
		const { folder } = written();
		expect(await folder.readBack(summary)).toEqual(new Map([['critical.csv', 3]]));
		folder.discard();
	});

	it.each<[string, (draft: string) => void]>([
		['shorter', (path) => truncateSync(path, 5)],
		['longer', (path) => appendFileSync(path, 'x\n')],
		['of another header', (path) => writeFileSync(path, 'ix\na\n"b\nb"\nc\n')],
		['of another row', (path) => writeFileSync(path, 'id\na\n"b\nb"\nd\n')],
		['missing', (path) => rmSync(path)],
	])('a report with a file that is %s than written is not published', async (_, damage) => {
		const { folder, draft } = written();
		damage(draft);
		await expect(folder.readBack(summary)).rejects.toMatchObject({ code: 'OUTPUT' });
		folder.discard();
		expect(readdirSync(parent)).toEqual([]);
	});

	it('a report whose summary is another document is not published', async () => {
		const { folder } = written();
		await expect(folder.readBack({ ...summary, matched: 1 })).rejects.toMatchObject({
			code: 'OUTPUT',
		});
		folder.discard();
	});

	it('reading back ends when the run is interrupted', async () => {
		const { folder } = written();
		const reason = new Error('interrupted');
		await expect(folder.readBack(summary, AbortSignal.abort(reason))).rejects.toBe(reason);
		folder.discard();
	});
});

it.each([
	['a file', 'occupied'],
	['below a file', 'occupied/report'],
])('a report folder that is %s cannot be made', (_, path) => {
	writeFileSync(join(parent, 'occupied'), 'mine');
	expect(codeOf(() => new ReportFolder(join(parent, path), false))).toBe('OUTPUT');
});
