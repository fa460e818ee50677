import { describe, expect, it } from 'vitest';
import { isPrivilegedCell } from '../../../src/match/accounts/privileged-cell.ts';

describe('a cell of --privileged', () => {
	it.each([
		'true',
		'TRUE',
		' Yes ',
		'y',
		'x',
		'1',
		'2',
		'1.0',
		'admin',
		'Domain Admins',
		'Users;Domain Admins',
		'Users|Backup Operators',
		String.raw`CORP\Enterprise Admins`,
		'CN=Domain Admins,CN=Users,DC=corp,DC=example,DC=com',
		'CN=Sales,OU=Groups,DC=corp;CN=Schema Admins,CN=Users,DC=corp',
		'{CN=Administrators,CN=Builtin,DC=corp}',
	])('says yes with %s', (cell) => {
		expect(isPrivilegedCell(cell)).toBe(true);
	});

	it.each([
		'',
		' ',
		'false',
		'no',
		'n',
		'0',
		'0.0',
		'-1',
		'user',
		'Users',
		'SQL Administrators',
		'Domain Users',
		'CN=Sales,OU=Domain Admins,DC=corp',
		'Not Domain Admins',
	])('says no with "%s"', (cell) => {
		expect(isPrivilegedCell(cell)).toBe(false);
	});
});
