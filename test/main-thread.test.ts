import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mainThread } from '../src/main-thread.ts';
import { verifyRangesTask } from '../src/verify/verify-task.ts';
import { makeSetup } from './support/setup.ts';

const OPEN_FILES = '/proc/self/fd';

it.skipIf(!existsSync(OPEN_FILES))(
	'a pool without threads opens no store after it was closed',
	async () => {
		const { store } = makeSetup();
		const pool = mainThread();
		const late = pool.run(verifyRangesTask, { storePath: store, prefixes: [] });
		await pool.close();
		await expect(late).rejects.toThrow('closed');
		const open = readdirSync(OPEN_FILES).map((fd) => {
			try {
				return readlinkSync(`${OPEN_FILES}/${fd}`);
			} catch {
				// The descriptor of the folder, closed after it was listed.
				return '';
			}
		});
		expect(open).not.toContain(store);
	},
);
