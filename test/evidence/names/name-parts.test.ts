import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	findNameColumns,
	hasNameParts,
	MAX_JOINED,
	type NameColumn,
	type NameKind,
	namePartsOf,
} from '../../../src/evidence/names/name-parts.ts';
import { runs } from '../../support/thorough.ts';

function columnsOf(...kinds: NameKind[]): NameColumn[] {
	return kinds.map((kind, index) => ({ index, kind }));
}

function partsOf(...cells: string[]): string[] {
	const { parts } = namePartsOf(cells, columnsOf(...cells.map((): NameKind => 'full')));
	return parts.toSorted();
}

describe('the columns with names', () => {
	it('name columns are found by header, one of each kind, in table order', () => {
		const header = [
			'id',
			'E-Mail',
			'Last Name',
			'sha1',
			'first.name',
			'User-Name',
			'name',
			'surname',
		];
		expect(findNameColumns(header, 3)).toEqual([
			{ index: 1, kind: 'login' },
			{ index: 2, kind: 'family' },
			{ index: 4, kind: 'given' },
			{ index: 5, kind: 'login' },
			{ index: 6, kind: 'full' },
		]);
	});

	it('name columns can be given, whatever they are called', () => {
		const header = ['id', 'Kunde', 'sha1', 'surname', 'email'];
		expect(findNameColumns(header, 2, ['surname', 'kunde', 'Surname'])).toEqual([
			{ index: 1, kind: 'full' },
			{ index: 3, kind: 'family' },
		]);
	});

	it('the email column is a name column, whatever it is called', () => {
		expect(findNameColumns(['id', 'first_name', 'sha1', 'contact'], 2, undefined, 3)).toEqual([
			{ index: 1, kind: 'given' },
			{ index: 3, kind: 'login' },
		]);
	});

	it('at least one name column must exist, and every given one', () => {
		const none = expect.objectContaining({
			code: 'INPUT',
			hint: expect.stringContaining('--name-columns'),
		});
		expect(() => findNameColumns(['id', 'sha1'], 1)).toThrow(none);
		expect(() => findNameColumns(['id', 'name'], 1)).toThrow(none);
		expect(() => findNameColumns(['id', 'sha1'], 1, ['nom'])).toThrow(
			expect.objectContaining({ code: 'INPUT' }),
		);
	});

	it('the hash column is never a name column', () => {
		expect(() => findNameColumns(['name', 'sha1'], 1, ['name', 'sha1'])).toThrow(
			expect.objectContaining({ code: 'USAGE' }),
		);
	});
});

describe('the parts of a name', () => {
	it.each<[string[], string[]]>([
		[
			['Ali', 'Said'],
			['ali', 'said'],
		],
		[[' ALI  Said-Omar '], ['ali', 'omar', 'said']],
		[['Al', 'Li', 'x'], []],
		[['', ' ', '123', '1234567', '@', '.'], []],
		[['ali.said+news@example.org'], ['ali', 'said']],
		[['ali_said87@example.org'], ['ali', 'said']],
		[['ali87said'], ['ali', 'said']],
		[['@alisaid'], ['alisaid']],
		[['AliSaid'], ['ali', 'alisaid', 'said']],
		[['McDonald'], ['donald', 'mcdonald']],
		[['aliSAID'], ['ali', 'alisaid', 'said']],
		[['+ali@x.org'], ['ali']],
		[
			["O'Neill", 'D’Arc'],
			['darc', 'oneill'],
		],
		[['Müller'], ['mueller', 'muller', 'müller']],
		[['Mu\u0308ller'], ['mueller', 'muller', 'müller']],
		[['Weiß'], ['weiss', 'weiß']],
		[['Søren Ærø'], ['aero', 'aeroe', 'soeren', 'soren', 'ærø', 'søren'].toSorted()],
		[['René'], ['rene', 'rené']],
		[['Łukasz'], ['lukasz', 'łukasz']],
		[['ÅsaÖst'], ['aasa', 'aasaoest', 'asa', 'asaost', 'oest', 'ost', 'åsa', 'åsaöst', 'öst']],
		[['Али Саид'], ['али', 'саид']],
		[['ali', 'Ali', 'ali@x.org'], ['ali']],
		[['x'.repeat(40)], ['x'.repeat(40)]],
		[['x'.repeat(41)], []],
		[['é'.repeat(41)], []],
		[[`ali ${'x'.repeat(300)}`], []],
	])('the name parts of %j are %j', (cells, expected) => {
		expect(partsOf(...cells)).toEqual(expected);
	});

	it('name parts are the same on the ASCII path and on the Unicode path', () => {
		const text = fc.string({ unit: fc.constantFrom(...'abcABC1 ._-@+') });
		fc.assert(
			fc.property(text, (cell) => {
				// The dot is not ASCII, and belongs to no word.
				expect(partsOf(`${cell.replaceAll('@', '')} ·`)).toEqual(partsOf(cell.replaceAll('@', '')));
			}),
			{ numRuns: runs(1000) },
		);
	});
});

describe('the joined names of an account', () => {
	const joinedOf = (kinds: NameKind[], ...cells: string[]) => [
		...namePartsOf(cells, columnsOf(...kinds)).joined,
	];
	const six = ['AliSaid', 'SaidAli', 'Ali.Said', 'Ali_Said', 'ASaid', 'AliS'];

	it('joined names are made of the given and the family name, in any column', () => {
		expect(joinedOf(['given', 'family'], 'Ali', 'Said')).toEqual(six);
		expect(joinedOf(['family', 'given'], 'SAID', 'ALI')).toEqual(six);
		expect(joinedOf(['full'], 'Ali ben Said')).toEqual(six);
		expect(joinedOf(['login'], 'ali.said@x.org').toSorted()).toEqual(six.toSorted());
		expect(joinedOf(['login', 'given', 'family'], 'zoe.doe@x.org', 'Ali', 'Said')).toEqual([
			'Zoe.Doe',
			...six,
		]);
	});

	it('joined names may be made of short names, but need two different names', () => {
		expect(joinedOf(['given', 'family'], 'Bo', 'Li')).toEqual(['BoLi', 'LiBo', 'Bo.Li', 'Bo_Li']);
		expect(joinedOf(['given', 'family'], 'Ali', '')).toEqual([]);
		expect(joinedOf(['given', 'family'], 'Ali', 'Ali')).toEqual([]);
		expect(joinedOf(['full'], 'Ali')).toEqual([]);
	});

	it('a login that is more than one word and a double given name are joined names', () => {
		expect(joinedOf(['login'], 'ali87')).toEqual(['Ali87']);
		expect(joinedOf(['login'], 'ali')).toEqual([]);
		expect(joinedOf(['given'], 'Jean-Luc')).toEqual(['JeanLuc']);
	});

	it('joined names have no accents', () => {
		expect(joinedOf(['given', 'family'], 'René', 'Weiß')[0]).toBe('ReneWeiss');
	});

	it('a name with the family name first has the same joined names', () => {
		const forms = joinedOf(['full'], 'Ali Said').toSorted();
		expect(forms).toContain('Ali.Said');
		expect(joinedOf(['full'], 'Said, Ali').toSorted()).toEqual(forms);
	});

	it('a login is a joined name with and without the digits at its end', () => {
		expect(joinedOf(['login'], 'ali.said87@example.org')).toEqual(
			expect.arrayContaining(['Ali.Said87', 'Ali.Said']),
		);
	});

	it('an account has at most nine joined names, each once, of 4 to 40 characters', () => {
		const cell = fc.string({ unit: fc.constantFrom(...'abAB1 ._@ßéж'), maxLength: 60 });
		fc.assert(
			fc.property(fc.tuple(cell, cell, cell, cell, cell), (cells) => {
				const joined = joinedOf(['given', 'family', 'full', 'login', 'login'], ...cells);
				expect(joined.length).toBeLessThanOrEqual(MAX_JOINED);
				expect(new Set(joined).size).toBe(joined.length);
				for (const each of joined) {
					expect(each.length).toBeGreaterThanOrEqual(4);
					expect(each.length).toBeLessThanOrEqual(40);
				}
			}),
			{ numRuns: runs(1000) },
		);
	});
});

describe('the quick test for a name', () => {
	const kinds: NameKind[] = ['given', 'family', 'full', 'login', 'login'];
	const cell = fc.oneof(
		fc.string({ unit: fc.constantFrom(...'abAB1 ._@+'), maxLength: 50 }),
		fc.string({ unit: fc.constantFrom(..."abAB1\u0301\u0308'’ßİéж@+ ") }),
		fc.string({ unit: 'binary' }),
		fc.constant(''),
		fc.constantFrom('Ali', 'al', 'abcDef', 'İİİ', 'x'.repeat(41), 'ali@x.org'),
	);

	it('the quick test for a name agrees with the search for its parts', () => {
		fc.assert(
			fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
				const columns = columnsOf(...kinds.slice(0, cells.length));
				const { parts, joined } = namePartsOf(cells, columns);
				expect(hasNameParts(cells, columns)).toBe(parts.length + joined.length > 0);
			}),
			{ numRuns: runs(3000) },
		);
	});
});
