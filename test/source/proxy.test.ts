import { describe, expect, it, vi } from 'vitest';
import type { CredcheckError } from '../../src/errors.ts';
import { openConnection } from '../../src/source/connection.ts';
import { proxyFor } from '../../src/source/proxy.ts';

const API = new URL('https://api.example.com/range/');
const PLAIN = new URL('http://mirror.example.com:8080/range/');

const proxyOf = (value: string, env: Record<string, string> = {}, url = API) =>
	proxyFor(url, { https_proxy: value, ...env });

function refusal(env: Record<string, string>): { message: string; text: string } {
	try {
		proxyFor(API, env);
	} catch (error) {
		const { code, message, hint } = error as CredcheckError;
		expect(code).toBe('USAGE');
		return { message, text: `${message} ${hint}` };
	}
	throw new Error('it was accepted');
}

describe('the proxy that the environment names', () => {
	it.each([
		['proxy.corp:3128', 'http://proxy.corp:3128'],
		['proxy.corp', 'http://proxy.corp'],
		['//proxy.corp:3128', 'http://proxy.corp:3128'],
		['http://proxy.corp:3128/', 'http://proxy.corp:3128'],
		['HTTP://Proxy.Corp:3128', 'http://proxy.corp:3128'],
		['https://proxy.corp', 'https://proxy.corp'],
		[' 10.0.0.1:3128 ', 'http://10.0.0.1:3128'],
		['[fd00::1]:3128', 'http://[fd00::1]:3128'],
		['someone:secret@proxy.corp:3128', 'http://proxy.corp:3128'],
	])('"%s" is the proxy %s', (value, url) => {
		expect(proxyOf(value)).toMatchObject({ url, variable: 'https_proxy' });
	});

	it.each([
		['someone:secret@proxy.corp:3128', 'someone:secret'],
		['http://someone:p%40ss%3A@proxy.corp', 'someone:p@ss:'],
		['http://someone:100%@proxy.corp', 'someone:100%'],
		['http://someone@proxy.corp', 'someone:'],
		['http://some%C3%B6ne:x@proxy.corp', 'someöne:x'],
	])('"%s" logs in as "%s"', (value, login) => {
		const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
		expect(proxyOf(value)).toMatchObject({ authorization });
	});

	it('a proxy without a user name sends no login', () => {
		expect(proxyOf('proxy.corp:3128')?.authorization).toBeUndefined();
	});

	it('lower case goes before upper case, and the scheme of the URL before the rest', () => {
		const env = {
			HTTPS_PROXY: 'b',
			http_proxy: 'c',
			HTTP_PROXY: 'd',
			all_proxy: 'e',
			ALL_PROXY: 'f',
		};
		const used = (names: readonly string[], url = API) =>
			proxyFor(
				url,
				Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name))),
			)?.variable;
		expect(proxyOf('a', env)?.url).toBe('http://a');
		expect(used(Object.keys(env))).toBe('HTTPS_PROXY');
		expect(used(['http_proxy', 'all_proxy'])).toBe('http_proxy');
		expect(used(['all_proxy', 'ALL_PROXY'])).toBe('all_proxy');
		expect(used(Object.keys(env), PLAIN)).toBe('http_proxy');
		expect(used(['HTTPS_PROXY'], PLAIN)).toBeUndefined();
		expect(used([])).toBeUndefined();
	});

	it('an empty variable means no proxy', () => {
		expect(proxyOf('', { HTTPS_PROXY: 'proxy', http_proxy: 'proxy' })).toBeUndefined();
	});

	it.each([
		'http://',
		'http://:3128',
		'proxy corp:3128',
		'proxy.corp:99999',
		'proxy.corp:port',
		'someone:T0SECRET@',
		'http:/127.0.0.1:1',
		'://',
		'[::1',
		'%',
	])('"%s" is refused by the name of the variable', (value) => {
		const { message, text } = refusal({ HTTPS_PROXY: value });
		expect(message).toBe('the environment variable HTTPS_PROXY is not the address of a proxy');
		expect(text).not.toContain('T0SECRET');
	});

	it('SOCKS and other kinds of proxies are refused, and no refusal quotes the variable', () => {
		for (const scheme of ['socks', 'socks4', 'socks5', 'socks5h', 'SOCKS5']) {
			const { text } = refusal({ all_proxy: `${scheme}://someone:T0SECRET@proxy.corp:1080` });
			expect(text).toContain('all_proxy names a SOCKS proxy, which is not supported');
			expect(text).not.toMatch(/T0SECRET|someone|proxy\.corp/);
		}
		expect(refusal({ https_proxy: 'ftp://T0SECRET' }).text).toMatch(
			/^(?!.*T0SECRET).*neither http/,
		);
		// Not for a URL that they do not serve.
		expect(proxyOf('socks5://proxy.corp', {}, PLAIN)).toBeUndefined();
	});

	it.each([
		['*', true],
		['api.example.com', true],
		['example.com', true],
		['.example.com', true],
		['*.example.com', true],
		['EXAMPLE.com.', true],
		['other.com, example.com', true],
		['other.com example.com:443', true],
		['other.com,*', true],
		['example.com:8443', false],
		['ample.com', false],
		['example.com.evil.com', false],
		['.', false],
		['', false],
		[' , ', false],
		['com:443:443', false],
	])('no_proxy "%s" lets api.example.com be reached without: %s', (list, exempt) => {
		for (const name of ['no_proxy', 'NO_PROXY']) {
			expect(proxyOf('proxy', { [name]: list }) === undefined).toBe(exempt);
		}
		expect(proxyOf('proxy', { no_proxy: '', NO_PROXY: list })).toBeDefined();
	});

	it.each([
		['https://10.1.2.3/', '10.0.0.0/8', true],
		['https://10.1.2.3/', '10.1.2.3', true],
		['https://10.1.2.3/', '11.0.0.0/8', false],
		['https://10.1.2.3/', '2.3', false],
		['https://10.1.2.3/', '10.0.0.0/33', false],
		['https://10.1.2.3/', 'x/8', false],
		['https://[fd00::1]/', 'fd00::/8', true],
		['https://[fd00::1]/', 'fd00::1', true],
		['https://[fd00::1]/', '[fd00::1]', true],
		['https://[fd00::1]:444/', '[fd00::1]:444', true],
		['https://[fd00::1]/', '[fd00::1]:444', false],
		['https://[fd00::1]/', '10.0.0.0/8', false],
		['https://host/', '10.0.0.0/8', false],
	])('%s with no_proxy "%s" is reached without: %s', (url, list, exempt) => {
		expect(proxyOf('proxy', { no_proxy: list }, new URL(url)) === undefined).toBe(exempt);
	});

	it('no proxy is used or judged for this machine', () => {
		for (const host of ['localhost', '127.0.0.1', '[::1]']) {
			expect(proxyOf('socks5://x', {}, new URL(`https://${host}/`))).toBeUndefined();
		}
	});

	it('a proxy that is an address is reached over TLS without a warning of Node', async () => {
		const warnings: string[] = [];
		const note = (warning: Error) => warnings.push(warning.message);
		process.on('warning', note);
		vi.stubEnv('https_proxy', 'https://127.0.0.1:1');
		const connection = openConnection(API, 1);
		const { signal } = new AbortController();
		const reply = await connection.send({ url: API.href, headers: {} }, () => 0, 5000, signal);
		await connection.close();
		vi.unstubAllEnvs();
		process.off('warning', note);
		expect(reply).toMatchObject({ reason: expect.stringContaining('refused') as string });
		expect(warnings).toEqual([]);
	});
});
