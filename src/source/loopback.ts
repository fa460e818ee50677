import { isIP } from 'node:net';

/**
 * Whether what is sent to this host stays on this machine.
 *
 * @param host as a URL has it: a name, or an address, that of IPv6 in brackets or not
 */
export function isLoopback(host: string): boolean {
	const bare = host.replace(/^\[|\]$/g, '');
	return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
