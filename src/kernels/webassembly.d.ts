/** What is used of WebAssembly, which Node's types of version 20 lack, and AssemblyScript's names of numbers. */

/** In constants that kernels share with what calls them. */
declare type u32 = number;
declare type usize = number;

declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}

	class Memory {
		constructor(limits: { initial: number; maximum: number; shared: boolean });
		readonly buffer: SharedArrayBuffer;
	}

	class Instance {
		constructor(module: Module, imports: { env: { memory: Memory } });
		readonly exports: object;
	}
}
