/**
 * The cost of starting: CPU seconds of short commands, relative to a bare Node. The commands take turns, so
 * that changes in the machine's load affect all of them. Fails if a command exceeds its limit.
 *
 *     npm run build && node test/bench/start.js [ROUNDS=15]
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CREDCHECK, median, printTable } from './measure.js';

const [rounds = '15'] = process.argv.slice(2);
const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'credcheck-start-'));
const store = join(folder, 'store.sqlite');
const out = join(folder, 'report');
const table = join(fixtures, 'users.csv');
const environment = {
	XDG_CACHE_HOME: join(folder, 'cache'),
	XDG_CONFIG_HOME: join(folder, 'config'),
};

/** @type {{ what: string, args: string[], stdin?: string, most?: number, seconds: number[] }[]} */
const commands = [
	{ what: 'node -e 0', args: ['-e', '0'], seconds: [] },
	{ what: 'credcheck --help', args: [CREDCHECK, '--help'], most: 1.6, seconds: [] },
	{
		what: 'credcheck check, one hash',
		args: [CREDCHECK, 'check', '--hash', '--store', store],
		stdin: '5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8\n',
		most: 2,
		seconds: [],
	},
	{ what: 'credcheck status', args: [CREDCHECK, 'status', '--store', store], seconds: [] },
	{
		what: 'credcheck backtest, 1,011 rows',
		args: [CREDCHECK, 'backtest', table, '--store', store, '--out', out, '--force'],
		most: 4,
		seconds: [],
	},
];

/**
 * @param {string[]} args
 * @param {string} [stdin]
 * @returns {number} CPU seconds, user and system, of all threads
 */
function cpuSeconds(args, stdin = '') {
	// Node does not report the CPU time of a child process; a shell does.
	const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
	const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...args], {
		input: stdin,
		encoding: 'utf8',
		env: { ...process.env, ...environment },
	});
	assert.equal(status, 0, stderr);
	const [user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
	return Number(user) + Number(system);
}

try {
	cpuSeconds([
		CREDCHECK,
		'sync',
		'--source',
		join(fixtures, 'ranges'),
		'--store',
		store,
		'--quiet',
	]);
	for (const { args, stdin } of commands) cpuSeconds(args, stdin);
	for (let round = 0; round < Number(rounds); round += 1) {
		for (const { args, stdin, seconds } of commands) seconds.push(cpuSeconds(args, stdin));
	}
	const bare = median(commands[0]?.seconds ?? []);
	const rows = commands.map(({ what, most, seconds }) => {
		const times = median(seconds) / bare;
		if (most !== undefined && times > most) process.exitCode = 1;
		return [what, median(seconds).toFixed(3), times.toFixed(2), most?.toFixed(1) ?? ''];
	});
	printTable([['', 'CPU s', 'relative to bare Node', 'at most'], ...rows]);
} finally {
	rmSync(folder, { recursive: true });
}
