import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: 'test/support/config-folder.ts',
		testTimeout: 30_000,
		hookTimeout: 30_000,
		// Most tests wait for a process; with vitest's own choice of one for two cores they would do so in turn.
		maxWorkers: 3,
	},
});
