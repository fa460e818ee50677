/**
 * SQLite for scripts that must not depend on the program's own code: in the version that works with this
 * Node, as explained in `src/store/database.ts`.
 */

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @type {typeof import('better-sqlite3')} */
export const SQLite =
	Number(process.versions['napi']) >= 10
		? require('better-sqlite3')
		: require('../../bin/older-node/node_modules/better-sqlite3');
