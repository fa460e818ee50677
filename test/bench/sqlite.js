/**
 * SQLite by itself, for what must not go through the program: in the version that works with this Node,
 * as `src/store/database.ts` explains.
 */

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @type {typeof import('better-sqlite3')} */
export const SQLite =
	Number(process.versions['napi']) >= 10
		? require('better-sqlite3')
		: require('../../bin/older-node/node_modules/better-sqlite3');
