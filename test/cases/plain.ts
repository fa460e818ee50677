/** Tables that nobody has trouble with: what all others are compared with. */

import { type Case, isRead } from './case.ts';
import { tableOf } from './people.ts';

export const PLAIN: readonly Case[] = [
	isRead(
		'in plain CSV',
		tableOf('user_id,email,password_hash', ({ id, email, hash }) => `${id},${email},${hash}`),
	),
	isRead(
		'of two columns with one name, neither of which is used',
		tableOf('user_id,sha1,total,total', ({ id, hash }) => `${id},${hash},1,2`),
	),
];
