import { createCipheriv, hkdfSync } from 'node:crypto';

/** AES-CMAC (RFC 4493) of one message: the last block of AES-CBC. */
export function cmac(key: Uint8Array, message: Uint8Array): Buffer {
	const encrypt = (blocks: Uint8Array) =>
		createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(blocks);
	const whole = doubled(BigInt(`0x${encrypt(Buffer.alloc(16)).toString('hex')}`));
	const isWhole = message.length > 0 && message.length % 16 === 0;
	const blocks = isWhole
		? Buffer.from(message)
		: Buffer.concat([message, Buffer.of(0x80), Buffer.alloc(15 - (message.length % 16))]);
	const last = BigInt(`0x${blocks.toString('hex', blocks.length - 16)}`);
	const masked = last ^ (isWhole ? whole : doubled(whole));
	blocks.write(masked.toString(16).padStart(32, '0'), blocks.length - 16, 'hex');
	return encrypt(blocks).subarray(-16);
}

function doubled(block: bigint): bigint {
	const twice = block << 1n;
	return twice >> 128n === 0n ? twice : BigInt.asUintN(128, twice) ^ 0x87n;
}

/** The key of the cipher for references, from what the key file holds. */
export function cipherKey(secret: Uint8Array): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', 'credcheck credential_ref aes-cmac key', 16));
}
