/** What is said when a report cannot be written. */

import { CredcheckError, messageOf, systemCode } from '../../errors.ts';

/** Of a file system without links; or of a hard link to a file of another user. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** Whether it says that links cannot be made there. */
export function meansNoLinks(error: unknown): boolean {
	const { syscall = '' } = (error ?? {}) as NodeJS.ErrnoException;
	return /link$/.test(syscall) && NO_LINKS.includes(systemCode(error));
}

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
	return new CredcheckError(
		'OUTPUT',
		full ? `the disk is full: cannot write ${path}` : `cannot write ${path}: ${messageOf(error)}`,
		meansNoLinks(error)
			? 'replacing a report takes links, to files of yours and on a file system that has them: name a new folder with --out'
			: 'no report was published; name another folder with --out',
		error,
	);
}
