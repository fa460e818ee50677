/** A store that is removed, or replaced by another file, while a back-test waits for its table on stdin. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyKnownStore } from '../support/known-store.ts';
import { sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Starts a back-test of its stdin, in another process, that sends a message when the first bytes came. */
function startBacktest(store: string, out: string): ChildProcess {
	const program = new URL('../../dist/index.js', import.meta.url).href;
	const script = `
		import { backtest } from '${program}';
		const [store, out] = process.argv.slice(1);
		let isTold = false;
		const onProgress = () => {
			if (!isTold) process.send('receiving');
			isTold = true;
		};
		try {
			await backtest({ accounts: '-', store, out }, { onProgress });
			process.send('done');
		} catch ({ name, code, exitCode, message, hint }) {
			process.send({ name, code, exitCode, message, hint });
		}
		process.disconnect();
	`;
	return fork('-', [], {
		execArgv: ['--input-type=module', '--eval', script, store, out],
		stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
	});
}

it.each<[string, (store: string) => void]>([
	['removed', (store) => rmSync(store)],
	[
		'replaced',
		(store) => {
			copyKnownStore(`${store}.new`);
			renameSync(`${store}.new`, store);
		},
	],
])(
	'a back-test whose store is %s while its table comes ends with 10, without a report',
	async (_what, change) => {
		const folder = temporaryFolder();
		const [store, out] = [join(folder, 'store.sqlite'), join(folder, 'report')];
		copyKnownStore(store);
		const child = startBacktest(store, out);
		child.stdin?.write(`id,sha1\n1,${sha1('tulip')}\n`);
		await once(child, 'message');
		change(store);
		child.stdin?.end(`2,${sha1('hunter2')}\n`);
		const [error] = await once(child, 'message');
		expect(error).toMatchObject({
			name: 'CredcheckError',
			code: 'STORE_MISSING',
			exitCode: 10,
			message: `the store ${store} was removed or replaced while it was being read`,
		});
		expect(existsSync(out)).toBe(false);
	},
);
