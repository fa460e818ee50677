/**
 * The passwords that people make of a name. The lists are what leaked passwords contain most often: the name
 * as it is or capitalized, and after it a few digits, a year or a sign.
 */

const wordsIn = (text: string): string[] => text.trim().split(/\s+/);

const digits = (count: number): string[] =>
	Array.from({ length: 10 ** count }, (_, number) => String(number).padStart(count, '0'));

/** Years of birth, and years in which passwords are made. */
const YEARS: readonly string[] = Array.from({ length: 91 }, (_, year) => String(1940 + year));
/** Years that are combined with a sign. */
const LATE_YEARS: readonly string[] = YEARS.filter((year) => year >= '1960');

/** Runs, repetitions and popular numbers, besides years and numbers of one or two digits. */
const NUMBERS: readonly string[] = wordsIn(`
	123 1234 12345 123456 1234567 12345678 123456789 1234567890 321 4321 54321 654321 987
	789 456 345 234 567 678 000 111 222 333 444 555 666 777 888 999 0000 1111 2222 3333 4444
	5555 6666 7777 8888 9999 11111 111111 00000 000000 55555 666666 777777 1212 1313 1122
	1221 2121 2323 6969 1010 2580 5678 0123 123123 123321 112233 121212 147 159 258 357 369
	741 852 001 002 003 007 008 009 100 101 102 110 112 121 122 124 125 128 143 187 200 210
	211 212 213 214 247 305 310 313 323 408 411 420 500 510 619 713 718 786 911 0007 0101
	0911 1001 1004 1011 1012 1023 1031 1123 1210 1213 1224 1225 1231 1357
`);

/** Signs: alone, and after or before digits. */
const SIGNS: readonly string[] = wordsIn(`
	! !! !!! . .. ... * ** @ @@ # $ $$ ? _ - + 1! 2! 3! 7! 01! 10! 11! 12! 21! 22! 23! 69!
	88! 99! 123! 1234! 12345! 123456! 321! 007! 1!! 12!! 123!! 1!2 !1! 1. 12. 123. 1234. 1*
	12* 123* 1234* 1? 123? 1_ 123_ 1@ 12@ 123@ 1234@ 12345@ 1# 12# 123# 1234# 1$ 12$ 123$ @1
	@2 @7 @01 @10 @11 @12 @21 @22 @23 @99 @007 @100 @111 @123 @1234 @12345 @123456 @321
	@4321 @786 @1122 @1111 @123! @123# @1234! @! !@ !@# !@#$ @# @#$ 123!@# #$ !1 !2 !12 !123
	!1234 !12345 !321 !@#123 #123 #1234 #12345 _1 _2 _7 _11 _12 _13 _21 _22 _23 _123 _1234
	_12345 _01 .1 .2 .12 .123 .1234 .12345 -1 -12 -123 -1234 *1 *12 *123 *1234 $1 $12 $123
	$1234 +1 +123 #! 1234!! ?1 ?123 <3 <33 <333 1<3 :) =) ;) 1234$ 123$% 123456@ % & ~
`);

/** Letters and words. */
const WORDS: readonly string[] = wordsIn(`
	a b c d g j k l m n p r s t x y z xx xxx xo xoxo x3 aa ss zz ab abc abcd abc123 qwerty
	1a 1a! 12a 123a 123abc 1q2w 1q2w3e asd qwe qaz @abc .com love lover love1 love123
	loveyou iloveyou mylove luv teamo amor 4ever forever 4life 4me 4u 2u me isme is1 iscool
	rocks baby babe boy girl man boss king queen angel bear star cool pass pass1 pass123
	password pw login test admin user home sexy jr dog cat best god jesus family ito ita
	inha inho
`);

/** After a name in lower case or capitalized. */
export const ENDINGS: readonly string[] = [
	...new Set([
		'',
		...digits(1),
		...digits(2),
		...YEARS,
		...NUMBERS,
		...SIGNS,
		...WORDS,
		...LATE_YEARS.map((year) => `${year}!`),
		...LATE_YEARS.map((year) => `@${year}`),
		...LATE_YEARS.map((year) => `_${year}`),
		...digits(2).map((number) => `#${number}`),
		...digits(1).map((number) => `#${number}`),
	]),
];

/** The most common ones, for rarer forms. */
export const COMMON_ENDINGS: readonly string[] = [
	'',
	...digits(1),
	...wordsIn(`
	01 07 10 11 12 13 14 15 16 17 18 21 22 23 69 77 88 99 00 007 101 111 123 321 666 777 786
	1234 12345 123456 123456789 1111 4321 2020 2021 2022 2023 2024 2025 ! !! . * @ # $ ? _
	1! 12! 123! 1234! @1 @12 @123 @1234 #1 !1 _1 123@ 123# 1. 123. abc love x
`),
];

/** For even rarer forms. */
export const FEW_ENDINGS: readonly string[] = [
	'',
	...wordsIn(`
	1 2 3 7 01 10 11 12 13 21 22 23 69 99 00 123 1234 12345 123456 321 007 111 ! 1! 123!
	@123 . @ #1
`),
];

/** For the rarest forms. */
const RARE_ENDINGS: readonly string[] = [
	'',
	...wordsIn('1 2 7 12 13 23 01 123 1234 ! 1! 123! @123'),
];

/** After two names or a login, which are distinctive by themselves. */
export const JOINED_ENDINGS: readonly string[] = [
	'',
	...digits(1),
	...wordsIn('01 10 11 12 13 21 22 23 69 88 99 00 123 1234 12345 123456 321 007'),
	...wordsIn('! . 1! 123! @123 @1 #1'),
];

/** After those that have a sign between them, or capitals. */
export const FEW_JOINED_ENDINGS: readonly string[] = [
	'',
	...wordsIn('1 12 123 1234 12345 01 ! 1! @123'),
];

/** Before a name. */
const BEGINNINGS: readonly string[] = wordsIn(`
	1 123 1234 12345 ! @ # $ * _ . 007 i im iam ilove iluv i<3 love my mylove teamo mr mrs
	ms miss dr the big lil baby sexy king super x
`);
const ENDINGS_AFTER_BEGINNING: readonly string[] = ['', '1', '123'];

type Substitution = readonly [letter: string, sign: string];
/** Digits or signs that people write for letters: for all of these letters, or for one of them. */
const DIGITS_FOR_LETTERS = Object.entries({ a: '4', e: '3', i: '1', o: '0', s: '5' });
const SIGNS_FOR_LETTERS = Object.entries({ a: '@', e: '3', i: '!', o: '0', s: '$' });
const ONE_LETTER: readonly Substitution[] = [
	...DIGITS_FOR_LETTERS,
	...Object.entries({ a: '@', i: '!', s: '$' }),
];

/** A spelling of a name, and what goes after it. */
export interface Form {
	readonly text: string;
	readonly endings: readonly string[];
}

/** Some of the forms of a part may be the same. */
const PART_FORMS: readonly ((part: string) => Form)[] = [
	(part) => ({ text: part, endings: ENDINGS }),
	(part) => ({ text: capital(part), endings: ENDINGS }),
	(part) => ({ text: part.toUpperCase(), endings: COMMON_ENDINGS }),
	(part) => ({ text: part + part, endings: FEW_ENDINGS }),
	(part) => ({ text: capital(part) + capital(part), endings: FEW_ENDINGS }),
	(part) => ({ text: reversed(part), endings: FEW_ENDINGS }),
	(part) => ({ text: capital(reversed(part)), endings: FEW_ENDINGS }),
	...substitutedForms(DIGITS_FOR_LETTERS, COMMON_ENDINGS),
	...substitutedForms(SIGNS_FOR_LETTERS, FEW_ENDINGS),
	...ONE_LETTER.flatMap((substitution) => substitutedForms([substitution], RARE_ENDINGS)),
	...BEGINNINGS.flatMap((beginning) => [
		(part: string) => ({ text: beginning + part, endings: ENDINGS_AFTER_BEGINNING }),
		(part: string) => ({ text: beginning + capital(part), endings: ENDINGS_AFTER_BEGINNING }),
	]),
];

/** With digits or signs for all letters, and for all but the first, which becomes a capital. */
function substitutedForms(
	substitutions: readonly Substitution[],
	endings: readonly string[],
): ((part: string) => Form)[] {
	const substituted = (text: string) =>
		substitutions.reduce((result, [letter, sign]) => result.replaceAll(letter, sign), text);
	return [
		(part) => ({ text: substituted(part), endings }),
		(part) => ({ text: capital(part.slice(0, 1)) + substituted(part.slice(1)), endings }),
	];
}

/**
 * The distinct forms of a part. A form that occurs more than once has the endings of its first occurrence.
 *
 * @param part in lower case
 */
export function formsOfPart(part: string): Form[] {
	const texts = new Set<string>();
	return PART_FORMS.map((make) => make(part)).filter(({ text }) => {
		const isNew = !texts.has(text);
		texts.add(text);
		return isNew;
	});
}

/**
 * The forms of a joined form of a name.
 *
 * @param joined with a capital at the start of each word
 */
export function formsOfJoined(joined: string): Form[] {
	const lower = joined.toLowerCase();
	const first = capital(lower);
	const isPlain = !SIGN_OR_DIGIT.test(lower);
	const forms: Form[] = [{ text: lower, endings: isPlain ? JOINED_ENDINGS : FEW_JOINED_ENDINGS }];
	if (joined !== lower) forms.push({ text: joined, endings: FEW_JOINED_ENDINGS });
	if (isPlain && first !== lower && first !== joined) {
		forms.push({ text: first, endings: FEW_JOINED_ENDINGS });
	}
	return forms;
}

const SIGN_OR_DIGIT = /[^\p{L}\p{M}]/u;

/** The most guesses of a part: those of a part with all the letters that have substitutions. */
export const GUESSES_PER_PART: number = countGuesses(PART_FORMS.map((make) => make('')));
/** The most guesses of a joined form: those of one like `AliSaid`. */
export const GUESSES_PER_JOINED: number = countGuesses(formsOfJoined('AbCd'));

function countGuesses(forms: readonly Form[]): number {
	return forms.reduce((sum, { endings }) => sum + endings.length, 0);
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function reversed(text: string): string {
	return [...text].toReversed().join('');
}
