import type { Readable, Writable } from 'node:stream';

/** All that the program has to do with the outside but for the network and named files, so that tests can stand there. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
  /** From where relative paths begin. */
  readonly folder: string;
  /** Aborted by Ctrl-C, with a `CliFailure` as its reason. */
  readonly interrupted: AbortSignal;
}
