/** A store that its reader may read and nothing else: of another user, in a folder or on a disk that is read-only. */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { PROGRAM } from '../support/binary.ts';
import { plainEnvironment } from '../support/environment.ts';
import { copyKnownStore } from '../support/known-store.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges, sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

const NOBODY = '65534';
const [TEXT = ''] = madeUpRanges(1, 20).values();

/** What runs a command as a user who may write neither the store nor its folder; root may write anything. */
const AS_READER =
	process.getuid?.() === 0
		? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
		: [];

interface Shared {
	readonly folder: string;
	readonly store: string;
	/** Where the reader may write. */
	readonly own: string;
	/** Runs the program as the reader, after `before`. */
	run(
		args: readonly string[],
		stdin?: string,
		before?: readonly string[],
	): ReturnType<typeof start>;
}

function start(command: readonly string[], own: string, stdin: string) {
	const [program = '', ...args] = [...command];
	const env = { ...plainEnvironment(), XDG_CONFIG_HOME: own, XDG_CACHE_HOME: own };
	const { status, stdout, stderr } = spawnSync(program, args, {
		env,
		input: stdin,
		encoding: 'utf8',
	});
	return { code: status, stdout, stderr };
}

function share(): Shared {
	const outer = temporaryFolder();
	const [folder, own] = [join(outer, 'shared'), join(outer, 'own')];
	const store = join(folder, 'store.sqlite');
	mkdirSync(folder);
	mkdirSync(own);
	copyKnownStore(store);
	chmodSync(outer, 0o755);
	chmodSync(own, 0o777);
	return {
		folder,
		store,
		own,
		run(args, stdin = '', before = AS_READER) {
			for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
			chmodSync(folder, 0o555);
			try {
				return start([...before, process.execPath, PROGRAM, ...args, '--store', store], own, stdin);
			} finally {
				chmodSync(folder, 0o755);
			}
		},
	};
}

/** Leaves a store as a killed sync does: with a range that is only in the log. */
function leaveLog({ folder, store }: Shared): void {
	const work = join(folder, '..', 'work');
	mkdirSync(work);
	copyFileSync(store, join(work, 'store.sqlite'));
	const writer = openStoreForWriting(join(work, 'store.sqlite'), SHA1);
	writer.record([changedRange(0, TEXT)], 'somewhere', 1000);
	for (const ending of ['', '-wal', '-shm']) {
		copyFileSync(join(work, `store.sqlite${ending}`), store + ending);
	}
	writer.close();
}

const [SUFFIX = '', COUNT = ''] = TEXT.split(/[:\r]/);
const LOGGED = `00000${SUFFIX}`;

/** Whether another user may run the program here at all, and mount file systems. */
function reasonToSkip(command: readonly string[]): string | undefined {
	const [program = '', ...args] = [...command, process.execPath, PROGRAM, '--version'];
	const isFine = spawnSync(program, args, { encoding: 'utf8' }).status === 0;
	return isFine ? undefined : `${program} cannot run the program here`;
}

/** Mounts the folder read-only over itself for the command that follows. */
function onReadOnlyDisk(folder: string): string[] {
	const script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
	return ['unshare', '-rm', 'sh', '-c', script, folder];
}

describe('a store that can only be read', () => {
	it('every command that reads reads it, and leaves nothing beside it', ({ skip }) => {
		const reason = reasonToSkip(AS_READER);
		if (reason !== undefined) skip(reason);
		const shared = share();
		const accounts = join(shared.own, 'accounts.csv');
		const out = join(shared.own, 'report');
		writeFileSync(accounts, `id,sha1\n1,${sha1('tulip')}\n2,${sha1('hunter2')}\n`);
		expect(shared.run(['status'])).toMatchObject({ code: 0, stderr: '' });
		expect(shared.run(['verify'])).toMatchObject({ code: 0 });
		expect(shared.run(['check'], 'tulip\n')).toMatchObject({ code: 0, stdout: '7\n' });
		expect(shared.run(['backtest', accounts, '--out', out, '--quiet'])).toMatchObject({ code: 0 });
		expect(readdirSync(shared.folder)).toEqual(['store.sqlite']);
	});

	it('a disk that is read-only does not matter', ({ skip }) => {
		const shared = share();
		const disk = onReadOnlyDisk(shared.folder);
		const reason = reasonToSkip(disk);
		if (reason !== undefined) skip(reason);
		expect(shared.run(['check'], 'tulip\n', disk)).toMatchObject({ code: 0, stdout: '7\n' });
		leaveLog(shared);
		expect(shared.run(['check', '--hash'], LOGGED, disk)).toMatchObject({
			code: 0,
			stdout: `${COUNT}\n`,
		});
	});

	it('the log of a killed sync is read too, or else the command fails and says who can help', ({
		skip,
	}) => {
		const reason = reasonToSkip(AS_READER);
		if (reason !== undefined) skip(reason);
		const shared = share();
		leaveLog(shared);
		const check = () => shared.run(['check', '--hash'], LOGGED);
		expect(check()).toMatchObject({ code: 0, stdout: `${COUNT}\n` });
		// Without its index the log cannot be read where nothing can be written.
		rmSync(`${shared.store}-shm`);
		const failed = check();
		expect(failed).toMatchObject({ code: 10, stdout: '' });
		expect(failed.stderr).toContain('a sync was ended before it closed it');
		expect(failed.stderr).toContain('run credcheck status on it');
		for (const name of readdirSync(shared.folder)) chmodSync(join(shared.folder, name), 0o644);
		const owner = [process.execPath, PROGRAM, 'status', '--store', shared.store];
		expect(start(owner, shared.own, '')).toMatchObject({ code: 0 });
		expect(readdirSync(shared.folder)).toEqual(['store.sqlite']);
		expect(check()).toMatchObject({ code: 0, stdout: `${COUNT}\n` });
	});
});
