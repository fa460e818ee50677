/**
 * The proxy that the environment names for a URL, as curl reads it: a name without a scheme is an http proxy, the
 * lower-case variable goes before the upper-case one, and an empty one means none. Its value may hold a password, so no
 * message quotes it.
 */

import { BlockList, isIP } from 'node:net';
import { CredcheckError } from '../errors.ts';
import { isLoopback } from './loopback.ts';

export interface NamedProxy {
	/** Without user name and password. */
	readonly url: string;
	/** The value of the header Proxy-Authorization. */
	readonly authorization: string | undefined;
	/** The variable that names it. */
	readonly variable: string;
}

const SET_OR_UNSET = 'set it to http://HOST:PORT, or unset it';

/** In order of precedence. A proxy for http serves https too, if no other is named. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
	'https:': ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
	'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/**
 * @returns undefined when the URL is to be reached without a proxy, as all of this machine are
 * @throws CredcheckError USAGE when the environment names something that cannot be used as a proxy
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv = process.env): NamedProxy | undefined {
	if (isLoopback(url.hostname)) return undefined;
	const variable = VARIABLES[url.protocol]?.find((name) => env[name] !== undefined);
	const named = variable === undefined ? '' : (env[variable] ?? '').trim();
	if (variable === undefined || named === '') return undefined;
	if (isExempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
	const proxy = parseProxy(named);
	if (proxy === undefined) {
		throw new CredcheckError(
			'USAGE',
			`the environment variable ${variable} is not the address of a proxy`,
			SET_OR_UNSET,
		);
	}
	if (/^socks/.test(proxy.protocol)) {
		throw new CredcheckError(
			'USAGE',
			`the environment variable ${variable} names a SOCKS proxy, which is not supported`,
			`name an http proxy, or list ${url.hostname} in no_proxy`,
		);
	}
	if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
		throw new CredcheckError(
			'USAGE',
			`the environment variable ${variable} names a proxy that is neither http nor https`,
			SET_OR_UNSET,
		);
	}
	const { username, password } = proxy;
	const login = `${decoded(username)}:${decoded(password)}`;
	return {
		url: proxy.origin,
		authorization:
			login === ':' ? undefined : `Basic ${Buffer.from(login, 'utf8').toString('base64')}`,
		variable,
	};
}

function parseProxy(named: string): URL | undefined {
	// With one slash, what seems to be a host is the scheme.
	if (/^[a-z][a-z0-9+.-]*:\/(?!\/)/i.test(named)) return undefined;
	const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	return url.hostname === '' ? undefined : url;
}

/** A password may contain a % that begins no escape. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * @param list as in `no_proxy`: names, which include all below them; addresses, networks such as 10.0.0.0/8, any with a
 *   port; or `*` for all
 */
function isExempt(url: URL, list: string): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
	const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
	return list
		.toLowerCase()
		.split(/[\s,]+/)
		.some((entry) => {
			if (entry === '*') return true;
			const [, network = '', bits] = /^([\d.]+|[\da-f:.]+)\/(\d{1,3})$/.exec(entry) ?? [];
			if (bits !== undefined) return isWithin(host, network, Number(bits));
			// An IPv6 address with a port has brackets.
			const isBare = isIP(entry) === 6;
			const [, name = '', only] = isBare ? [entry, entry] : (SPLIT.exec(entry) ?? []);
			if (only !== undefined && only !== port) return false;
			const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\.|\.$/g, '');
			if (bare === '') return false;
			return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
		});
}

/** A host, and a port if there is one. */
const SPLIT = /^(\[.*\]|[^:]*)(?::(\d+))?$/;

function isWithin(host: string, network: string, bits: number): boolean {
	const version = isIP(network);
	if (version === 0 || isIP(host) !== version || bits > (version === 4 ? 32 : 128)) return false;
	const family = version === 4 ? 'ipv4' : 'ipv6';
	const networks = new BlockList();
	networks.addSubnet(network, bits, family);
	return networks.check(host, family);
}
