import { describe, expect, it } from 'vitest';
import { safeMessage, shownUrl } from '../../src/text/secrets.ts';

describe('an address', () => {
	it.each([
		['https://api.pwnedpasswords.com/range/', 'https://api.pwnedpasswords.com/range/'],
		['https://mirror.example:8443/range/?token=s3cret', 'https://mirror.example:8443/range/?…'],
		['https://ann:s3cret@mirror.example/range/', 'https://…@mirror.example/range/'],
		[
			'https://mirror.example/pwnedpasswords-2024-01/range/',
			'https://mirror.example/pwnedpasswords-2024-01/range/',
		],
		['https://mirror.example/6fa459eaee8a3ca4894edb77e160355e/', 'https://mirror.example/…/'],
		['https://mirror.example/dQw4w9WgXcQabcdEFGH1/range/', 'https://mirror.example/…/range/'],
		['mirror.example/range/?token=s3cret', 'mirror.example/range/?…'],
		['https:/mirror.example/?s3cret', 'https:/mirror.example/?…'],
		['https://mirror.example/#s3cret', 'https://mirror.example/?…'],
		['/srv/ann:s3cret@mirror.example/range/?key', '/srv/…@mirror.example/range/?…'],
		['/srv/#1/credcheck-dQw4w9WgXcQ/ranges', '/srv/#1/credcheck-dQw4w9WgXcQ/ranges'],
		[
			'https://mirror.example/v3/sha1/mirror-2/range/',
			'https://mirror.example/v3/sha1/mirror-2/range/',
		],
		...[
			'token=SECRETX',
			'SecretToken123',
			'AKIAIOSFODNN7EXAMPLE',
			'Zm9vYmFyMTIz',
			'hunter2pass',
		].map((token) => [`http://127.0.0.1:1/${token}/range/`, 'http://127.0.0.1:1/…/range/']),
		['http://127.0.0.1:1/token/abcd1234/range/', 'http://127.0.0.1:1/token/…/range/'],
		['https://mirror2024a.example/range/', 'https://mirror2024a.example/range/'],
		['/tmp/https:/h.example/token=SECRETX/r', '/tmp/https:/h.example/…/r'],
		['/tmp/https:\\\\h.example\\hunter2pass', '/tmp/https:\\\\h.example\\…'],
	])('%s is shown as %s', (url, shown) => {
		expect(shownUrl(url)).toBe(shown);
		expect(shownUrl(shown)).toBe(shown);
	});

	it('the sign behind an address stays', () => {
		const said = 'no ranges from https://mirror.example/?…: refused; see https://a.example/?b, c.';
		expect(safeMessage(said)).toBe(
			'no ranges from https://mirror.example/?…: refused; see https://a.example/?…, c.',
		);
	});

	it('an address in a message is shown in the same way', () => {
		const said =
			'cannot reach "https://u:p@mirror.example/r/?key=k": refused (https://a.example/?b): no';
		expect(safeMessage(said)).toBe(
			'cannot reach "https://…@mirror.example/r/?…": refused (https://a.example/?…): no',
		);
	});
});
