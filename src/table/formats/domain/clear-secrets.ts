/**
 * Which lines of a domain export are passwords in clear text from the secrets of a machine: those of services and of
 * the automatic logon. secretsdump prints them as `CORP\svc:PASSWORD` below a heading; nothing else tells them from an
 * account, and a password may even look like a hash.
 */

/** Before these the tool may put a time, in brackets too. */
const HEADING = /^(?:\[[^\]]{1,40}\] ?)+(?:_SC_|DefaultPassword\b|ASPNET_WP_PASSWORD\b)/i;

export class ClearSecrets {
	#isBelow = false;

	/** Whether the line, the next of the file, is such a password. */
	isNext(line: string): boolean {
		if (!line.startsWith('[')) return this.#isBelow && line.trim() !== '';
		this.#isBelow = HEADING.test(line);
		return false;
	}
}
