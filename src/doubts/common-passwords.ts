/**
 * The passwords that nearly any table has: if their hashes are in it in another form than the store has them, that
 * form is how the table was made.
 */

/**
 * The empty password, and the twenty most common ones of Pwned Passwords as the National Cyber Security Centre of the
 * UK published them in 2019 ("PwnedPasswordsTop100k"), most common first.
 */
export const COMMON_PASSWORDS: readonly string[] = [
	'',
	'123456',
	'123456789',
	'qwerty',
	'password',
	'111111',
	'12345678',
	'abc123',
	'1234567',
	'password1',
	'12345',
	'1234567890',
	'123123',
	'000000',
	'iloveyou',
	'1234',
	'1q2w3e4r5t',
	'qwertyuiop',
	'123',
	'monkey',
	'dragon',
];
