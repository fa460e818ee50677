/**
 * The key for `credential_ref`: 32 random bytes in a file that only its owner can read, made at first use.
 * Without the key, a reference in a report reveals nothing.
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
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';

const KEY_BYTES = 32;

/**
 * Reads the key, or makes one if the file does not exist.
 *
 * @param mayMake false if only an existing key is of use
 * @throws CredcheckError OUTPUT when it cannot be read or made (with the system's error as cause), can be
 *   read by others, or is not a key; INPUT when it does not exist and may not be made
 */
export function readRefKey(path: string, mayMake = true): Buffer {
	try {
		const key = readKey(path);
		if (key !== undefined) return key;
		if (mayMake) return makeKey(path);
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError(
			'OUTPUT',
			`cannot read or make the credential_ref key ${path}: ${messageOf(error)}`,
			'name another path with --ref-key',
			error,
		);
	}
	throw new CredcheckError(
		'INPUT',
		`there is no credential_ref key at ${path}`,
		'name the key that the earlier report was made with, by --ref-key',
	);
}

/** Undefined if the file does not exist. */
function readKey(path: string): Buffer | undefined {
	let descriptor: number;
	try {
		// Without O_NONBLOCK this would block on a pipe that nobody writes to.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
	try {
		const status = fstatSync(descriptor);
		if (!status.isFile()) throw notAKey(path);
		if ((status.mode & 0o077) !== 0) {
			throw new CredcheckError(
				'OUTPUT',
				`the credential_ref key ${path} can be read by others`,
				`run chmod 600 ${path}; if somebody may have read it, remove it: references then change`,
			);
		}
		const bytes = Buffer.alloc(2 * KEY_BYTES + 2);
		const text = bytes.toString('latin1', 0, readSync(descriptor, bytes)).trim();
		if (!/^[0-9a-f]{64}$/.test(text)) throw notAKey(path);
		return Buffer.from(text, 'hex');
	} finally {
		closeSync(descriptor);
	}
}

function notAKey(path: string): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} is not a credential_ref key`,
		'name another path with --ref-key; a key file holds 64 lower-case hex digits and a line end',
	);
}

/** If two runs make a key at the same time, both use the one that was finished first. */
function makeKey(path: string): Buffer {
	makePrivateFolder(dirname(path));
	const draft = `${path}.${randomUUID()}.partial`;
	const text = `${randomBytes(KEY_BYTES).toString('hex')}\n`;
	try {
		writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
		linkSync(draft, path);
		// Without the key, no report can be compared with earlier ones.
		syncFolder(dirname(path));
	} catch (error) {
		if (systemCode(error) !== 'EEXIST') throw error;
	} finally {
		rmSync(draft, { force: true });
	}
	const key = readKey(path);
	if (key === undefined) throw new Error('it is a dangling link, or was removed');
	return key;
}

function syncFolder(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
