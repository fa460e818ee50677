/**
 * Whether a share is above a percentage. Rounding errors do not count: 0.194 is not above 19.4.
 *
 * @param share 0 to 1
 * @param percent 0 to 100
 */
export function isAbove(share: number, percent: number): boolean {
	return share * 100 - percent > 1e-9;
}
