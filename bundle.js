/**
 * Bundles the source into a few files, since finding and reading each of 170 files takes time at every start.
 * Dependencies are not bundled, and names are not shortened: threads find tasks by the names of their functions.
 */

import { isAbsolute } from 'node:path';
import { build } from 'rolldown';

await build({
	input: { cli: 'src/cli.ts', index: 'src/index.ts', worker: 'src/worker.ts' },
	platform: 'node',
	logLevel: 'warn',
	// A package is anything but a relative path or an absolute one, which on Windows begins with a drive letter.
	external: (id) => !id.startsWith('.') && !isAbsolute(id),
	output: {
		dir: 'dist',
		format: 'esm',
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
		sourcemap: true,
		comments: false,
	},
});
