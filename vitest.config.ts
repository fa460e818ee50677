import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: 'test/support/global-setup.ts',
		// The compiled program is loaded as Node loads it, not transformed again.
		server: { deps: { external: [/\/dist\//] } },
		// For what hangs, and not for what is slow: a machine may be busy.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		// Most tests wait for a process; with vitest's own choice of one for two cores they would do so in turn.
		maxWorkers: 3,
		// Files share a process, and with it what they import: a third of a second each.
		isolate: false,
	},
});
