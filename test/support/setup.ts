/** A store with known passwords and a folder for tables, for tests of commands that need both. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDigits, SHA1 } from '../../src/range/kind.ts';
import { credcheck } from './credcheck.ts';
import { copyKnownStore, writeKnownRanges } from './known-store.ts';
import { hashOf, sha1 } from './ranges.ts';
import { temporaryFolder } from './temporary.ts';

export { KNOWN } from './known-store.ts';

export interface Setup {
	readonly folder: string;
	readonly store: string;
	/** A hash that is not in the store although its range is. */
	unknownHash(seed: string): string;
	/** Writes a file into the folder; returns its path. */
	write(name: string, content: string | Buffer): string;
	/** Runs a back-test of the file; returns its output and report folder. */
	backtest(accounts: string, ...flags: string[]): Promise<SetupRun>;
	/** The same with other environment variables. */
	backtestIn(
		env: Readonly<Record<string, string>>,
		accounts: string,
		...flags: string[]
	): Promise<SetupRun>;
}

export interface SetupRun {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** The report folder, unless `flags` name another. */
	readonly out: string;
}

/** @param kind of the store's hashes */
export function makeSetup(kind = SHA1): Setup {
	const folder = temporaryFolder();
	const store = join(folder, 'store.sqlite');
	writeKnownRanges(folder, kind);
	copyKnownStore(store, kind);
	let reports = 0;
	const backtestIn: Setup['backtestIn'] = async (env, accounts, ...flags) => {
		reports += 1;
		const out = join(folder, `report-${reports}`);
		const args = ['backtest', accounts, '--store', store, '--out', out, ...flags];
		return { ...(await credcheck(args, { env })), out };
	};
	return {
		folder,
		store,
		unknownHash: (seed) =>
			hashOf('tulip', kind).slice(0, 5) + sha1(`unknown ${seed}`).slice(5, hashDigits(kind)),
		write(name, content) {
			const path = join(folder, name);
			writeFileSync(path, content);
			return path;
		},
		backtest: (accounts, ...flags) => backtestIn({}, accounts, ...flags),
		backtestIn,
	};
}
