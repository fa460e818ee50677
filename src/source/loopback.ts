/** Whether what is sent to a host stays on this machine: only then is plain http harmless. */

import { isIP } from 'node:net';

/** @param host a name or an address, as in a URL: IPv6 with or without brackets */
export function isLoopback(host: string): boolean {
	const bare = host.replace(/^\[|\]$/g, '');
	return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
