import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/credcheck.ts';

/** Folders and files of `src`, lowest layer first: each imports only from itself and from lower layers. */
const LAYERS = [
	['errors.ts', 'warning.ts', 'version.ts', 'concurrency.ts', 'private-folder.ts', 'text'],
	['kernels', 'schemas.ts'],
	['range'],
	['verdict'],
	['source', 'store', 'pool.ts'],
	['main-thread.ts'],
	['sync'],
	['verify', 'lookup'],
	['sets', 'table', 'output'],
	['match'],
	['evidence', 'history', 'doubts'],
	['report'],
	['alert', 'cohorts'],
	['lists'],
	['worker.ts', 'backtest'],
	['documents', 'terminal.ts'],
	['index.ts'],
	['commands'],
	['cli.ts'],
];

/** The files or folders that may import a library. */
const LIBRARIES: Readonly<Record<string, string | readonly string[]>> = {
	'better-sqlite3': 'store/database.ts',
	chalk: 'terminal.ts',
	'cli-progress': 'terminal.ts',
	commander: ['cli.ts', 'commands/'],
	'csv-parse': 'table/csv/escaped-cells.ts',
	piscina: 'pool.ts',
	undici: 'source/connection.ts',
};

const SRC = join(ROOT, 'src');
const MAX_FILES = 12;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.ts'))
	.map((path) => path.replaceAll(sep, '/'));

interface Import {
	readonly from: string;
	/** A file of `src`, or a package. */
	readonly to: string;
	/** Whether it is loaded with the file: not types alone, and not by `import()`. */
	readonly isLoaded: boolean;
}

const imports: Import[] = files.flatMap((from) => {
	const text = readFileSync(join(SRC, from), 'utf8');
	const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^;]*?from\s)?'([^']+)'/gm);
	const loaded = [...statements].map(([, type, to = '']) => ({ to, isLoaded: type === undefined }));
	const later = [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map(([, to = '']) => ({
		to,
		isLoaded: false,
	}));
	return [...loaded, ...later].map(({ to, isLoaded }) => ({
		from,
		to: targetOf(from, to),
		isLoaded,
	}));
});

/** A path of `src`, or the name of a package without a subpath. */
function targetOf(from: string, to: string): string {
	if (to.startsWith('.')) {
		return relative(SRC, resolve(SRC, dirname(from), to)).replaceAll(sep, '/');
	}
	return to.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1');
}

/** The folder in `src` that a file is in, or the file itself. */
function moduleOf(path: string): string {
	return path.split('/')[0] as string;
}

/** The layer of a file; -1 for a package. */
function layerOf(path: string): number {
	return LAYERS.findIndex((layer) => layer.includes(moduleOf(path)));
}

describe('the source', () => {
	it('every folder and file of the source has a layer', () => {
		expect(files.filter((path) => layerOf(path) < 0)).toEqual([]);
	});

	it('every folder and file of the source has a line in ARCHITECTURE.md', () => {
		const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
		for (const name of new Set(files.map(moduleOf))) expect(text).toContain(`\`${name}\``);
	});

	it('the source imports only from the same folder and from layers below', () => {
		const others = imports.filter(({ from, to }) => moduleOf(from) !== moduleOf(to));
		expect(others.filter(({ from, to }) => layerOf(to) >= layerOf(from))).toEqual([]);
	});

	it('commands use neither SQLite nor threads directly', () => {
		const deep = imports.filter(({ from, to }) => {
			return moduleOf(from) === 'commands' && ['store/database.ts', 'pool.ts'].includes(to);
		});
		expect(deep).toEqual([]);
	});

	it('a worker thread loads no dependency as it starts', () => {
		// Some tasks are loaded on demand.
		const reached = new Set(['worker.ts', ...files.filter((path) => path.endsWith('-task.ts'))]);
		for (const file of reached) {
			for (const { from, to, isLoaded } of imports) {
				if (from === file && isLoaded) reached.add(to);
			}
		}
		const libraries = Object.keys(LIBRARIES).filter((name) => reached.has(name));
		expect(reached.size).toBeGreaterThan(20);
		expect(libraries).toEqual([]);
	});

	it('each dependency is imported only where it is allowed', () => {
		const elsewhere = imports.filter(({ from, to }) => {
			const allowed = [LIBRARIES[to] ?? []].flat();
			return allowed.length > 0 && !allowed.some((path) => from.startsWith(path));
		});
		expect(elsewhere).toEqual([]);
		const { dependencies, optionalDependencies } = JSON.parse(
			readFileSync(join(ROOT, 'package.json'), 'utf8'),
		);
		const named = Object.keys({ ...dependencies, ...optionalDependencies });
		expect(Object.keys(LIBRARIES).toSorted()).toEqual(named.toSorted());
	});

	it(`no folder of the source has more than ${MAX_FILES} files`, () => {
		const sizes = new Map<string, number>();
		for (const folder of files.map(dirname)) sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
		expect([...sizes].filter(([, size]) => size > MAX_FILES)).toEqual([]);
	});
});
