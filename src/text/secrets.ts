/** Keeps secrets out of messages, which may quote what was typed, a source, or what a library says. */

import { visibleLine } from './visible.ts';

/** A message on one line. */
export function safeMessage(message: string): string {
	return visibleLine(withoutSecrets(message));
}

/** Without a punctuation mark behind. */
const URLS = /https?:\/\/[^\s'"<>()]*[^\s'"<>().,:;!]/gi;

/** Replaces hashes, and in addresses what only their owner should know. */
export function withoutSecrets(text: string): string {
	return withoutHashes(text).replaceAll(URLS, shownUrl);
}

/** Replaces what has as many hex digits in a row as the shortest kind of hash, or more. */
export function withoutHashes(text: string): string {
	return text.replaceAll(/[0-9A-Fa-f]{32,}/g, '[hash]');
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^?#]*)([?#][\s\S]*)?$/i;

/**
 * An address without what may be a token: user name and password, the query, and parts of the path that look like one.
 * Of a path, which may be an address without `https://`, only the first two, unless it has `https:/` or the like in it.
 * It is its own result.
 */
export function shownUrl(url: string): string {
	const [, scheme, login, place = '', query] = URL_PARTS.exec(url) ?? [];
	if (scheme === undefined) {
		const shown = url.replace(/[?][\s\S]*/, '?…').replace(/[^/:]*:[^/@]*@/, '…@');
		// A mistyped address.
		const [, before, host, path = ''] =
			/^([\s\S]*\bhttps?:?[/\\]+)([^/\\]*)([\s\S]*)$/i.exec(shown) ?? [];
		return before === undefined ? shown : before + host + withoutTokens(path);
	}
	const [host = ''] = place.split('/', 1);
	const path = [isTokenLike(host) ? '…' : host, withoutTokens(place.slice(host.length))];
	return `${scheme}${login === undefined ? '' : '…@'}${path.join('')}${query === undefined ? '' : '?…'}`;
}

/** SECURITY.md says the same to users. */
function withoutTokens(path: string): string {
	return path.replaceAll(/[^/\\]+/g, (part) => (isSecretPart(part) ? '…' : part));
}

const MIN_MIXED = 8;

/** `name=value`, what changes kind as often as a token, or has a word of letters and digits; `v3` and `mirror-2` stay. */
function isSecretPart(part: string): boolean {
	if (/=|%3d/i.test(part) || isTokenLike(part)) return true;
	const words = part.split(/[^A-Za-z0-9%]+/);
	return words.some((word) => word.length >= MIN_MIXED && /[A-Za-z]/.test(word) && /\d/.test(word));
}

const MIN_TOKEN = 16;

/** Unlike words, tokens go from letters to digits and back, or from case to case. */
function isTokenLike(part: string): boolean {
	return part.length >= MIN_TOKEN && kindChanges(part) >= part.length / 4;
}

/** How often a word goes from lower case, upper case or digits to another of these, or to another sign. */
export function kindChanges(word: string): number {
	const kinds = word.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '1');
	return [...kinds].filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
}
