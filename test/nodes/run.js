/**
 * Proves the program on every Node of the README's table: each gets the package as npm would install it
 * globally, and goes through what a user does, with threads, faults and signals. Lists and figures must be
 * those that the work tree gives on the Node at hand. Linux on x64 only, as the Nodes are.
 *
 *   npm run nodes                                 all of them
 *   npm run nodes -- --only 24 --backtests 1000   one of them, longer
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseDocument } from '../support/documents.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RANGES = join(ROOT, 'fixtures', 'ranges');
const SUPPORTED = ['20', '22.13', '22', '24', '26'];
const TOO_OLD = '18';
/** A program that runs longer hangs, however busy the machine is. */
const HANGS_MS = 300_000;
const { values } = parseArgs({
	options: {
		only: { type: 'string', multiple: true },
		backtests: { type: 'string', default: '100' },
	},
});
const versions = values.only ?? SUPPORTED;

const folder = mkdtempSync(join(tmpdir(), 'credcheck-nodes-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/**
 * @typedef {object} Program
 * @property {string} node its Node
 * @property {string} bin the program's file
 */

let passed = 0;
let failed = 0;

/**
 * @param {string} name
 * @param {() => unknown} claim throws when it does not hold
 */
async function check(name, claim) {
	const begun = Date.now();
	try {
		await claim();
		passed += 1;
		say(`ok      ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
	} catch (error) {
		failed += 1;
		say(`FAILED  ${name}\n${error instanceof Error ? error.stack : error}`);
	}
}

/** @param {string} line */
function say(line) {
	process.stdout.write(`${line}\n`);
}

/** @param {string} version */
function nodeFolder(version) {
	return fileURLToPath(new URL(`./node_modules/node-${version}`, import.meta.url));
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{
 *   onStart?: (child: import('node:child_process').ChildProcess) => void,
 *   stdin?: string,
 *   env?: Record<string, string>,
 * }} [options]
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
function run(node, args, { onStart, stdin = '', env = {} } = {}) {
	return new Promise((resolve, reject) => {
		// Nothing else of the environment, which could change what Node or the program does.
		const { PATH = '', HOME = '' } = process.env;
		const own = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_CACHE_HOME: join(folder, 'cache') };
		const child = spawn(node, args, {
			cwd: folder,
			env: { PATH, HOME, ...own, ...env },
			timeout: HANGS_MS,
		});
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (chunk) => {
			stdout += chunk;
		});
		child.stderr.on('data', (chunk) => {
			stderr += chunk;
		});
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
		child.stdin.on('error', () => {});
		child.stdin.end(stdin);
		onStart?.(child);
	});
}

/**
 * Runs the program, which must end as it should.
 *
 * @param {Program} program
 * @param {readonly string[]} args
 * @param {number} [exitCode]
 * @param {Parameters<typeof run>[2]} [options]
 */
async function credcheck({ node, bin }, args, exitCode = 0, options = {}) {
	const result = await run(node, [bin, ...args], options);
	const { code, signal } = result;
	assert.deepEqual({ code, signal }, { code: exitCode, signal: null }, result.stderr);
	return result;
}

/**
 * What npm installs for a Node from the packed package.
 *
 * @param {string} version
 * @param {string} tarball
 * @returns {Program}
 */
function installGlobally(version, tarball) {
	const home = nodeFolder(version);
	const node = join(home, 'bin', 'node');
	const prefix = join(folder, `global-${version}`);
	const npm = /** @type {string} */ (process.env['npm_execpath']);
	const { status, stderr } = spawnSync(
		node,
		[npm, 'install', '--global', '--prefix', prefix, tarball],
		{
			// The headers that its bindings are compiled with, where any are.
			env: { ...process.env, npm_config_nodedir: home, PATH: `${home}/bin:${process.env['PATH']}` },
			encoding: 'utf8',
		},
	);
	assert.equal(status, 0, stderr);
	return { node, bin: join(prefix, 'lib', 'node_modules', 'credcheck', 'bin', 'credcheck.js') };
}

/**
 * A range API with the fixtures, as long as `work` takes. It answers each third request with 503 at first,
 * never has `missing`, and may leave requests waiting.
 *
 * @param {{ missing?: string, waits?: boolean }} faults
 * @param {(url: string, asked: Promise<void>) => Promise<void>} work `asked` once the first request came
 */
async function serveRanges({ missing, waits = false }, work) {
	let requests = 0;
	/** @type {() => void} */
	let onAsked;
	const asked = /** @type {Promise<void>} */ (
		new Promise((resolve) => {
			onAsked = () => resolve(undefined);
		})
	);
	const server = createServer((request, response) => {
		requests += 1;
		onAsked();
		const prefix = /** @type {string} */ (request.url).slice(-5);
		if (waits && requests > 20) return;
		const broken = prefix === missing || (requests < 60 && requests % 3 === 0);
		response.writeHead(broken ? 503 : 200, { etag: `W/"${prefix}"` });
		response.end(broken ? '' : readFileSync(join(RANGES, prefix)));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	try {
		const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
		await work(`http://127.0.0.1:${port}/range/`, asked);
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

const prefixes = readdirSync(RANGES).sort();
const few = [
	'--prefixes',
	`${prefixes[0]}-${prefixes.at(-1)}`,
	'--for',
	join(ROOT, 'fixtures', 'users.csv'),
];

/** The lists of a report, and its figures without what differs from run to run. @param {string} report */
function answersOf(report) {
	const lists = readdirSync(report).filter(
		(name) => name.endsWith('.csv') && name !== 'summary.csv',
	);
	const hashes = lists.sort().map((name) => [
		name,
		createHash('sha256')
			.update(readFileSync(join(report, name)))
			.digest('hex'),
	]);
	// `files` has the sizes and sums of files that have times in them; the lists are compared themselves.
	const differing = ['startedAt', 'seconds', 'report', 'oldestCheck', 'newestCheck', 'files'];
	const text = readFileSync(join(report, 'summary.json'), 'utf8');
	parseDocument(text);
	// Warnings name the earlier report, which is in a folder of its own for each Node.
	const own = report.replace(/-[a-z]+$/, '');
	const summary = JSON.parse(text.replaceAll(own, 'report'), (key, value) =>
		differing.includes(key) ? undefined : value,
	);
	return { hashes, summary };
}

/** A first back-test, and one some weeks later with every option. @param {Program} program @param {string} store @param {string} out */
async function backtestTwice(program, store, out) {
	const table = (/** @type {string} */ name) => join(ROOT, 'fixtures', name);
	const common = [
		'--store',
		store,
		'--breached-emails',
		table('breached-emails.txt'),
		'--workers',
		'2',
	];
	await credcheck(program, ['backtest', table('users.csv'), ...common, '--out', `${out}-first`]);
	const since = ['--previous', `${out}-first`, '--exclude', join(`${out}-first`, 'critical.csv')];
	const more = ['--limit', '30', '--group-by', 'plan', '--names', '--keep', 'name'];
	const args = [
		'backtest',
		table('users-later.csv'),
		...common,
		...since,
		...more,
		'--out',
		`${out}-later`,
	];
	const { stdout } = await credcheck(program, [...args, '--json']);
	assert.equal(parseDocument(stdout).names.inPassword, 5);
	return [answersOf(`${out}-first`), answersOf(`${out}-later`)];
}

/** @param {string} version @param {string} tarball @param {Awaited<ReturnType<typeof backtestTwice>>} expected */
async function prove(version, tarball, expected) {
	/** @type {Program | undefined} */
	let installed;
	await check(`Node ${version}: npm install --global`, () => {
		installed = installGlobally(version, tarball);
	});
	if (installed === undefined) return;
	const program = installed;
	const store = join(folder, `${version}.sqlite`);

	await check(`Node ${version}: a sync over HTTP with faults`, async () => {
		const missing = /** @type {string} */ (prefixes[7]);
		const sync = (/** @type {string} */ url) => ['sync', '--source', url, ...few, '--store', store];
		await serveRanges({ missing }, async (url) => {
			const { stdout } = await credcheck(program, [...sync(url), '--json'], 3);
			assert.deepEqual(parseDocument(stdout).failedPrefixes, [missing]);
		});
		await serveRanges({}, async (url) => {
			await credcheck(program, sync(url));
		});
	});

	await check(`Node ${version}: an interrupted sync is resumed`, async () => {
		const other = join(folder, `${version}-interrupted.sqlite`);
		await serveRanges({ waits: true }, async (url, asked) => {
			const args = ['sync', '--source', url, ...few, '--store', other];
			await credcheck(program, args, 130, {
				onStart: (child) => asked.then(() => child.kill('SIGINT')),
			});
		});
		await credcheck(program, ['sync', '--source', RANGES, '--store', other]);
		const { stdout } = await credcheck(program, ['status', '--store', other, '--json']);
		assert.equal(parseDocument(stdout).ranges, prefixes.length);
	});

	await check(`Node ${version}: verify and check`, async () => {
		await credcheck(program, ['sync', '--source', RANGES, '--store', store, '--max-age', '0']);
		const { stdout } = await credcheck(program, ['verify', '--store', store, '--json']);
		assert.deepEqual(
			[parseDocument(stdout).checked, parseDocument(stdout).damaged],
			[prefixes.length, 0],
		);
		const stdin = 'password\n';
		const found = await credcheck(program, ['check', '--store', store], 0, { stdin });
		assert.match(found.stdout, /^\d{7,}\n$/);
	});

	if (Number.parseInt(version, 10) >= 22) {
		await check(`Node ${version}: compiled code is kept`, async () => {
			const caches = join(folder, `caches-${version}`);
			await credcheck(program, ['--version'], 0, { env: { XDG_CACHE_HOME: caches } });
			assert.equal(readdirSync(join(caches, 'credcheck')).length, 1);
		});
	}

	await check(`Node ${version}: back-tests with threads, names, groups and limits`, async () => {
		assert.deepEqual(
			await backtestTwice(program, store, join(folder, `report-${version}`)),
			expected,
		);
	});

	await check(
		`Node ${version}: ${values.backtests} back-tests while garbage is collected`,
		async () => {
			await backtestOften(program, store, Number(values.backtests));
		},
	);
}

/**
 * None may end by a signal: every other with threads, all with a small heap that is collected all the time.
 *
 * @param {Program} program
 * @param {string} store
 * @param {number} times
 */
async function backtestOften({ node, bin }, store, times) {
	const collect = `data:text/javascript,${encodeURIComponent('setInterval(gc, 1).unref();')}`;
	const heap = ['--expose-gc', '--max-old-space-size=64', '--max-semi-space-size=1'];
	const table = join(ROOT, 'fixtures', 'users.csv');
	let next = 0;
	const runner = async () => {
		while (next < times) {
			const at = next++;
			const out = join(folder, `often-${at}`);
			const threads = at % 2 === 0 ? ['--workers', '2'] : [];
			const args = ['backtest', table, '--store', store, '--out', out, '--json', ...threads];
			const { code, signal, stdout, stderr } = await run(node, [
				...heap,
				'--import',
				collect,
				bin,
				...args,
			]);
			assert.deepEqual({ code, signal }, { code: 0, signal: null }, `run ${at}: ${stderr}`);
			assert.equal(parseDocument(stdout).matchRate, 0.194);
			rmSync(out, { recursive: true });
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, runner));
}

const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', folder], {
	cwd: ROOT,
	encoding: 'utf8',
});
assert.equal(packed.status, 0, packed.stderr);
const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
assert.ok(tarball);

await check('the package holds nothing that was compiled here', () => {
	const { stdout } = spawnSync('tar', ['-tzf', join(folder, tarball)], { encoding: 'utf8' });
	const bin = stdout.split('\n').filter((path) => path.startsWith('package/bin/'));
	assert.deepEqual(bin.sort(), [
		'package/bin/compile-cache.js',
		'package/bin/credcheck.js',
		'package/bin/node-version.js',
		'package/bin/older-node/install.js',
		'package/bin/older-node/package-lock.json',
		'package/bin/older-node/package.json',
	]);
});

const own = { node: process.execPath, bin: join(ROOT, 'bin', 'credcheck.js') };
const ownStore = join(folder, 'own.sqlite');
await credcheck(own, ['sync', '--source', RANGES, '--store', ownStore]);
const expected = await backtestTwice(own, ownStore, join(folder, 'report-own'));
for (const version of versions) await prove(version, join(folder, tarball), expected);

await check(`Node ${TOO_OLD}, which is too old, is refused in one line`, async () => {
	const copy = join(folder, 'too-old');
	const bin = join(copy, 'bin');
	for (const name of ['compile-cache.js', 'credcheck.js', 'node-version.js'])
		cpSync(join(ROOT, 'bin', name), join(bin, name));
	cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
	const node = join(nodeFolder(TOO_OLD), 'bin', 'node');
	const { code, stdout, stderr } = await run(node, [join(bin, 'credcheck.js'), 'status']);
	assert.equal(code, 2);
	assert.match(
		stdout + stderr,
		/^error: credcheck needs Node 20 [^\n]*, and this is v18\.[^\n]*\n$/,
	);
});

say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
