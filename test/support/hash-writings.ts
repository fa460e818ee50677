/** Ways to write the bytes of a hash. */

type Write = (bytes: Buffer) => string;

const hex: Write = (bytes) => bytes.toString('hex');
const pairs = (bytes: Buffer) => hex(bytes).match(/../g) ?? [];
const perByte = (before: string, between: string): Write => {
	return (bytes) =>
		pairs(bytes)
			.map((pair) => before + pair)
			.join(between);
};
const numbers = (bytes: Buffer, between: string) => [...bytes].join(between);

/** @param alphabet of signs, each a number of `bits` */
const inBits = (bytes: Buffer, alphabet: string, bits: number) => {
	const all = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
	const groups = all.match(new RegExp(`.{1,${bits}}`, 'g')) ?? [];
	return groups.map((group) => alphabet[Number.parseInt(group.padEnd(bits, '0'), 2)]).join('');
};
const inRadix = (bytes: Buffer, alphabet: string) => {
	let [rest, text] = [BigInt(`0x${hex(bytes)}`), ''];
	for (; rest > 0n; rest /= BigInt(alphabet.length)) {
		text = alphabet[Number(rest % BigInt(alphabet.length))] + text;
	}
	return text;
};
const inBase85 = (bytes: Buffer, alphabet: string) => {
	let text = '';
	for (let at = 0; at < bytes.length; at += 4) {
		let [word, group] = [bytes.readUInt32BE(at), ''];
		for (let sign = 0; sign < 5; sign += 1) {
			group = alphabet[word % 85] + group;
			word = Math.floor(word / 85);
		}
		text += group;
	}
	return text;
};

const inFours = (text: string, between: string) => text.match(/.{1,4}/g)?.join(between) ?? '';

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const ASCII85 = Array.from({ length: 85 }, (_, at) => String.fromCharCode(33 + at)).join('');
const RFC1924 = `${DIGITS}${UPPER}${LOWER}!#$%&()*+-;<=>?@^_\`{|}~`;

interface Writing {
	readonly write: Write;
	/** Signs that may be missing at either end so that it can still be read; by default two. */
	readonly most?: number;
}

export const HASH_WRITINGS: Readonly<Record<string, Writing>> = {
	'hex digits': { write: hex },
	'upper-case hex digits': { write: (bytes) => hex(bytes).toUpperCase() },
	'hex after 0x': { write: (bytes) => `0x${hex(bytes)}` },
	'hex of bytea': { write: (bytes) => `\\x${hex(bytes)}` },
	'hex with colons': { write: perByte('', ':') },
	'hex with spaces': { write: perByte('', ' ') },
	'hex with slashes': { write: perByte('', '/') },
	'hex with bars': { write: perByte('', '|') },
	'hex with semicolons': { write: perByte('', ';') },
	'hex with no-break spaces': { write: perByte('', '\u00a0') },
	'hex in fives': {
		write: (bytes) =>
			hex(bytes)
				.match(/.{1,5}/g)
				?.join(' ') ?? '',
	},
	'hex in tens': {
		write: (bytes) =>
			hex(bytes)
				.match(/.{1,10}/g)
				?.join('-') ?? '',
	},
	'hex in fours': { write: (bytes) => hex(bytes).match(/.{4}/g)?.join('-') ?? '' },
	'hex with words between': { write: perByte('byte ', ' and ') },
	'hex with zero-width spaces': { write: perByte('', '\u200b') },
	'hex on two lines': { write: (bytes) => hex(bytes).replace(/^.{17}/, '$&\n') },
	'full-width hex': {
		write: (bytes) =>
			hex(bytes).replaceAll(/\S/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
	},
	'C bytes': { write: perByte('0x', ', ') },
	'escaped bytes': { write: perByte('\\x', '') },
	'percent-encoded bytes': { write: perByte('%', '') },
	'JSON escapes': { write: perByte('\\u00', '') },
	'HTML references': { write: (bytes) => `&#${numbers(bytes, ';&#')};` },
	'quoted-printable': { write: perByte('=', '') },
	'octal escapes': {
		write: (bytes) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
	},
	'bytes of Python': {
		write: (bytes) =>
			[...bytes]
				.map((byte) =>
					byte > 32 && byte < 127 && byte !== 92
						? String.fromCharCode(byte)
						: `\\x${byte.toString(16).padStart(2, '0')}`,
				)
				.join(''),
	},
	'URL component': {
		write: (bytes) =>
			[...bytes]
				.map((byte) => {
					const sign = String.fromCharCode(byte);
					return /[\w.~-]/.test(sign) ? sign : `%${byte.toString(16).padStart(2, '0')}`;
				})
				.join(''),
	},
	'decimal bytes': { write: (bytes) => `[${numbers(bytes, ', ')}]` },
	'decimal bytes with dashes': { write: (bytes) => numbers(bytes, '-') },
	'signed bytes': { write: (bytes) => [...new Int8Array(bytes)].join(',') },
	'octal bytes': { write: (bytes) => [...bytes].map((byte) => byte.toString(8)).join(' ') },
	'bytes of JSON, with indexes': { write: (bytes) => JSON.stringify({ ...bytes }) },
	'buffer of JSON': { write: (bytes) => JSON.stringify(bytes) },
	'words of 32 bits': {
		write: (bytes) => [...new Int32Array(new Uint8Array(bytes).buffer)].join(','),
	},
	'words of CryptoJS': {
		write: (bytes) => {
			return JSON.stringify({
				words: Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32BE(4 * at)),
			});
		},
	},
	'words of 16 bits': {
		write: (bytes) =>
			Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readUInt16BE(2 * at)).join(' '),
	},
	'words of 64 bits': {
		write: (bytes) => `${bytes.readBigUInt64BE(0)}, ${bytes.readBigUInt64BE(8)}`,
		most: 0,
	},
	'decimal bytes of three digits': {
		write: (bytes) => [...bytes].map((byte) => String(byte).padStart(3, '0')).join(''),
	},
	'octal bytes of three digits': {
		write: (bytes) => [...bytes].map((byte) => byte.toString(8).padStart(3, '0')).join(''),
	},
	'one octal number': {
		write: (bytes) => `0o${BigInt(`0x${hex(bytes)}`).toString(8)}`,
	},
	'bytes of od': {
		write: (bytes) =>
			[0, 16]
				.map(
					(at) =>
						`${at.toString(8).padStart(7, '0')} ${hex(Buffer.from(bytes).swap16())
							.slice(2 * at, 2 * at + 32)
							.replaceAll(/.{4}/g, '$& ')}`,
				)
				.join('\n'),
	},
	'C bytes without zeros': {
		write: (bytes) => [...bytes].map((byte) => `0x${byte.toString(16)}`).join(','),
	},
	'binary bytes of C': {
		write: (bytes) => [...bytes].map((byte) => `0b${byte.toString(2).padStart(8, '0')}`).join(', '),
	},
	'Arabic digits': {
		write: (bytes) =>
			hex(bytes).replaceAll(/\d/g, (sign) => String.fromCodePoint(0x660 + Number(sign))),
	},
	'Indian digits': {
		write: (bytes) =>
			hex(bytes).replaceAll(/\d/g, (sign) => String.fromCodePoint(0x966 + Number(sign))),
	},
	'bold digits': {
		write: (bytes) =>
			hex(bytes).replaceAll(/\d/g, (sign) => String.fromCodePoint(0x1d7ce + Number(sign))),
	},
	'base64 in groups': { write: (bytes) => inFours(bytes.toString('base64'), ' ') },
	'base32 in groups': { write: (bytes) => inFours(inBits(bytes, `${UPPER}234567`, 5), ' ') },
	'base32 with dashes': {
		write: (bytes) => inFours(inBits(bytes, `${UPPER}234567`, 5), '-'),
	},
	'one decimal number': { write: (bytes) => String(BigInt(`0x${hex(bytes)}`)), most: 0 },
	bits: { write: (bytes) => inBits(bytes, '01', 1) },
	base64: { write: (bytes) => bytes.toString('base64') },
	'base64 without padding': { write: (bytes) => bytes.toString('base64').replace(/=+$/, '') },
	base64url: { write: (bytes) => bytes.toString('base64url') },
	'percent-encoded base64': { write: (bytes) => encodeURIComponent(bytes.toString('base64')) },
	'base64 on two lines': {
		write: (bytes) => bytes.toString('base64').replace(/^.{14}/, '$&\r\n  '),
	},
	'base64 in LDAP': { write: (bytes) => `{SHA}${bytes.toString('base64')}` },
	'base64 of subresource integrity': { write: (bytes) => `sha1-${bytes.toString('base64')}` },
	'base64 of LDIF': { write: (bytes) => btoa(`{SHA}${bytes.toString('base64')}`) },
	'base64 of hex': { write: (bytes) => btoa(hex(bytes)) },
	'base64 of base64': { write: (bytes) => btoa(bytes.toString('base64')) },
	'base64 behind other bytes': {
		write: (bytes) => Buffer.concat([Buffer.from('admin:'), bytes]).toString('base64'),
	},
	'hex of hex': { write: (bytes) => Buffer.from(hex(bytes)).toString('hex') },
	'hex of base64': { write: (bytes) => Buffer.from(bytes.toString('base64')).toString('hex') },
	'hex of UTF-16': { write: (bytes) => Buffer.from(hex(bytes), 'utf16le').toString('hex') },
	base32: { write: (bytes) => inBits(bytes, `${UPPER}234567`, 5) },
	'lower-case base32': { write: (bytes) => inBits(bytes, `${LOWER}234567`, 5) },
	'base32 of Crockford': {
		write: (bytes) => inBits(bytes, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', 5),
	},
	base32hex: { write: (bytes) => inBits(bytes, `${DIGITS}${UPPER}`, 5) },
	base58: {
		write: (bytes) => inRadix(bytes, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'),
		most: 0,
	},
	base36: { write: (bytes) => inRadix(bytes, `${DIGITS}${LOWER}`), most: 0 },
	ascii85: { write: (bytes) => inBase85(bytes, ASCII85) },
	'base85 of RFC 1924': { write: (bytes) => inBase85(bytes, RFC1924) },
	'bytes as Latin-1': { write: (bytes) => bytes.toString('latin1'), most: 1 },
	'bytes as Windows-1252': {
		write: (bytes) => new TextDecoder('windows-1252').decode(bytes),
		most: 1,
	},
	'digits backwards': { write: (bytes) => [...hex(bytes)].toReversed().join('') },
	'bytes backwards': { write: (bytes) => hex(Buffer.from(bytes.toReversed())) },
	'words turned': { write: (bytes) => hex(Buffer.from(bytes).swap32()) },
	'grouped as a GUID of .NET': {
		write: (bytes) => {
			const turned = Buffer.concat([
				bytes.subarray(0, 4).toReversed(),
				bytes.subarray(4, 6).toReversed(),
				bytes.subarray(6, 8).toReversed(),
				bytes.subarray(8),
			]);
			return hex(turned).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
		},
	},
	hexdump: {
		write: (bytes) =>
			[0, 16]
				.map(
					(at) =>
						`${at.toString(16).padStart(8, '0')}  ${pairs(bytes.subarray(at, at + 16)).join(' ')}`,
				)
				.join('\n'),
	},
};
