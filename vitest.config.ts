import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: 'test/support/config-folder.ts',
		// For what hangs, and not for what is slow: a machine may be busy.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		// Most tests wait for a process; with vitest's own choice of one for two cores they would do so in turn.
		maxWorkers: 3,
	},
});
