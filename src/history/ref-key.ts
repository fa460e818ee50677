/**
 * The key of credential references: 32 random bytes in a file of their own, for their owner alone,
 * made at first use. Who has a report and not the key can learn nothing from a reference.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	linkSync,
	openSync,
	readSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';

const KEY_BYTES = 32;

/**
 * Reads the key, or makes one where there is no file.
 *
 * @param mayMake false where a new key would be of no use
 * @throws CredcheckError OUTPUT when it cannot be read or made (with the system's error as cause), is open
 *   to others, or is no key; INPUT when there is none and none may be made
 */
export function readRefKey(path: string, mayMake = true): Buffer {
	try {
		const key = readKey(path);
		if (key === undefined && !mayMake) throw keyMissing(path);
		return key ?? makeKey(path);
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError(
			'OUTPUT',
			`cannot read or make the key of credential references, ${path}: ${messageOf(error)}`,
			'name another place with --ref-key',
			error,
		);
	}
}

function readKey(path: string): Buffer | undefined {
	let descriptor: number;
	try {
		// A pipe that nobody writes to would hold the process for ever.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
	try {
		const status = fstatSync(descriptor);
		if (!status.isFile()) throw noKey(path);
		if ((status.mode & 0o077) !== 0) {
			throw new CredcheckError(
				'OUTPUT',
				`the key of credential references, ${path}, can be read by others`,
				`run chmod 600 ${path}; if somebody may have read it, remove it: references then change`,
			);
		}
		const bytes = Buffer.alloc(2 * KEY_BYTES + 2);
		const text = bytes.toString('latin1', 0, readSync(descriptor, bytes)).trim();
		if (!/^[0-9a-f]{64}$/.test(text)) {
			throw noKey(path);
		}
		return Buffer.from(text, 'hex');
	} finally {
		closeSync(descriptor);
	}
}

function keyMissing(path: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`there is no key of credential references at ${path}`,
		'name the key that the earlier report was made with, by --ref-key',
	);
}

function noKey(path: string): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} is no key of credential references`,
		'name another place with --ref-key',
	);
}

function syncFolder(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Of two runs that make one at once, the first to be done has made it for both. */
function makeKey(path: string): Buffer {
	makePrivateFolder(dirname(path));
	const draft = `${path}.${randomUUID()}.partial`;
	const descriptor = openSync(draft, 'wx', 0o600);
	try {
		writeSync(descriptor, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
		fsyncSync(descriptor);
		linkSync(draft, path);
		// Whoever loses it cannot compare any report with those before.
		syncFolder(dirname(path));
	} catch (error) {
		if (systemCode(error) !== 'EEXIST') throw error;
	} finally {
		closeSync(descriptor);
		rmSync(draft, { force: true });
	}
	const key = readKey(path);
	if (key === undefined) throw new Error('a dangling link, or it was removed');
	return key;
}
