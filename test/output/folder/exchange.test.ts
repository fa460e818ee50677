import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
	commit,
	draftFolder,
	makeDraftFolder,
	settle,
	stage,
} from '../../../src/output/folder/exchange.ts';
import { replaceInFs } from '../../support/replaced-fs.ts';
import { temporaryFolder } from '../../support/temporary.ts';

type Files = Readonly<Record<string, string>>;

const filesOf = (names: readonly string[], text: string): Files =>
	Object.fromEntries(names.map((name) => [name, `${text} ${name}`]));

const SHORT = ['critical.csv', 'summary.json'];
const SPLIT = ['critical.csv', 'critical-2.csv', 'cohorts.csv', 'summary.json'];

let folder: string;

beforeEach(() => {
	folder = temporaryFolder();
	writeFileSync(join(folder, 'notes.txt'), 'mine');
});

/** What is found under the names in the folder by whoever opens them. */
function found(): Files {
	const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
	const files = names.filter((name) => existsSync(join(folder, name)));
	const { 'notes.txt': notes, ...others } = Object.fromEntries(
		files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
	);
	expect(notes).toBe('mine');
	return others;
}

function write(path: string, files: Files): void {
	for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
}

/** Makes a folder with the old files and drafts of the new ones. */
function begin(old: Files, next: Files): void {
	write(folder, old);
	mkdirSync(join(folder, '.credcheck-unfinished'));
	makeDraftFolder(folder);
	write(draftFolder(folder), next);
}

/** The calls that change a folder. */
const CHANGES = [
	...(['linkSync', 'symlinkSync', 'renameSync', 'unlinkSync', 'rmSync', 'fsyncSync'] as const),
];

class Killed extends Error {}

/** Runs `work` up to call `at`, looking at the folder before each call; returns whether it ended. */
function runTo(at: number, work: () => void, look: () => void): boolean {
	let call = 0;
	const restore = replaceInFs(CHANGES, (original, name) => (...args) => {
		call += 1;
		look();
		if (call === at) throw new Killed();
		// No power fails here.
		return name === 'fsyncSync' ? undefined : original(...args);
	});
	try {
		work();
		return true;
	} catch (error) {
		if (error instanceof Killed) return false;
		throw error;
	} finally {
		restore();
	}
}

describe.each<[string, readonly string[], readonly string[]]>([
	['a first report', [], SHORT],
	['the same files', SHORT, SHORT],
	['fewer files', SPLIT, SHORT],
	['more files', SHORT, SPLIT],
])('exchanging for %s', (_, oldNames, newNames) => {
	const old = filesOf(oldNames, 'old');
	const next = filesOf(newNames, 'new');

	const exchange = () => {
		stage(folder, oldNames, newNames);
		commit(folder);
		settle(folder);
	};

	it('wherever it is killed, and the run after it, all is old or all is new', () => {
		let calls = 0;
		const isNew = (files: Files) => {
			const all = JSON.stringify(Object.entries(files).toSorted());
			const [asOld, asNew] = [old, next].map((own) =>
				JSON.stringify(Object.entries(own).toSorted()),
			);
			if (all !== asOld) expect(all).toBe(asNew);
			return all === asNew;
		};
		for (let ended = false; !ended; calls += 1) {
			folder = temporaryFolder();
			write(folder, { 'notes.txt': 'mine' });
			begin(old, next);
			ended = runTo(calls + 1, exchange, () => void isNew(found()));
			const outcome = isNew(found());
			// What was old stays old, and what was new stays new, also if the next runs are killed.
			const look = () => expect(isNew(found())).toBe(outcome);
			for (let again = 1; !runTo(again, () => settle(folder), look); again += 1) look();
			look();
			expect(readdirSync(join(folder, '.credcheck-unfinished'))).toEqual([]);
			const links = readdirSync(folder, { withFileTypes: true }).filter((own) =>
				own.isSymbolicLink(),
			);
			expect(links).toEqual([]);
		}
		expect(calls).toBeGreaterThan(12);
	});
});

it('a file that was put in the place of a new one is kept', () => {
	begin({}, filesOf(SHORT, 'new'));
	writeFileSync(join(folder, 'summary.json'), 'mine');
	expect(() => stage(folder, [], SHORT)).toThrow('EEXIST');
	settle(folder);
	expect(found()).toEqual({ 'summary.json': 'mine' });
});

it('links that lead into a working folder that somebody has deleted are removed', () => {
	begin({}, filesOf(SHORT, 'new'));
	stage(folder, [], SHORT);
	expect(readdirSync(folder)).toContain('critical.csv');
	expect(found()).toEqual({});
	settle(folder);
	expect(readdirSync(folder).toSorted()).toEqual(['.credcheck-unfinished', 'notes.txt']);
});

it('a new file appears even if somebody has deleted the link to it', () => {
	const next = filesOf(SHORT, 'new');
	begin({}, next);
	stage(folder, [], SHORT);
	commit(folder);
	unlinkSync(join(folder, 'critical.csv'));
	settle(folder);
	expect(found()).toEqual(next);
});
