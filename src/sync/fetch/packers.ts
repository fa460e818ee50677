/**
 * Packs the bodies of a run: on threads if there are many, else on the calling thread. Those that came in one turn of
 * the event loop go to a thread together, since a message takes a third of the time of packing.
 */

import { compileKernels } from '../../kernels/kernels.ts';
import { type LazyPool, lazyPool, mainThread } from '../../main-thread.ts';
import type { PoolOptions } from '../../pool.ts';
import { type PackInput, type PackResult, packBodiesTask } from './pack-task.ts';

/** Ranges of a sync that needs no threads: one takes 100 ms and more to start; packing these, at 0.3 ms each, 20. */
export const MAX_WITHOUT_THREADS = 64;
/** In a message: so few that each thread has some. */
const MAX_TOGETHER = 8;

interface WaitingBody {
	readonly input: PackInput;
	readonly resolve: (result: PackResult) => void;
	readonly reject: (error: unknown) => void;
}

export class Packers {
	/** Opened when the first body arrives, at the latest: a refresh that finds nothing new needs no threads. */
	readonly pool: LazyPool;
	#waiting: WaitingBody[] = [];

	/** @param ranges how many ranges will be requested; called when the pool is opened */
	constructor(ranges: () => number, options: PoolOptions) {
		this.pool = lazyPool(async () => {
			if (ranges() <= MAX_WITHOUT_THREADS) return mainThread();
			compileKernels();
			return (await import('../../pool.ts')).openPool(options);
		});
	}

	/**
	 * Takes the bytes of the body, which are gone from then on.
	 *
	 * @throws as `packBodiesTask`
	 */
	pack(input: PackInput): Promise<PackResult> {
		if (this.#waiting.length === 0) setImmediate(() => this.#send());
		return new Promise((resolve, reject) => {
			this.#waiting.push({ input, resolve, reject });
		});
	}

	#send(): void {
		const all = this.#waiting;
		this.#waiting = [];
		for (let at = 0; at < all.length; at += MAX_TOGETHER) {
			this.#packTogether(all.slice(at, at + MAX_TOGETHER));
		}
	}

	async #packTogether(bodies: readonly WaitingBody[]): Promise<void> {
		try {
			const results = await this.#packAll(bodies.map(({ input }) => input));
			for (const [at, { resolve }] of bodies.entries()) resolve(results[at] as PackResult);
		} catch (error) {
			for (const { reject } of bodies) reject(error);
		}
	}

	async #packAll(bodies: readonly PackInput[]): Promise<readonly PackResult[]> {
		const pool = await this.pool.open();
		const transfer = bodies.map(({ body }) => body.bytes.buffer);
		return pool.run(packBodiesTask, bodies, { transfer });
	}

	close(): Promise<void> {
		return this.pool.close();
	}
}
