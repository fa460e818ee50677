/** What is said when a report cannot be written. */

import { CredcheckError, messageOf, systemCode } from '../../errors.ts';

/** Of a file system without links; or for a file of another user. */
const LINKS_MISSING: readonly unknown[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** @throws CredcheckError OUTPUT when `work` throws anything that is not a CredcheckError */
export function guarded<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw writeError(path, error);
	}
}

export function writeError(path: string, error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	const code = systemCode(error);
	const full = code === 'ENOSPC' || code === 'EDQUOT';
	const isLink = /link$/.test((error as NodeJS.ErrnoException).syscall ?? '');
	return new CredcheckError(
		'OUTPUT',
		full ? `the disk is full: cannot write ${path}` : `cannot write ${path}: ${messageOf(error)}`,
		isLink && LINKS_MISSING.includes(code)
			? 'a report is published by way of links: name a folder of yours, on a file system that has them'
			: 'no report was published; name another folder with --out',
		error,
	);
}
