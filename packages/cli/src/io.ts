import type { Readable, Writable } from 'node:stream';

/** Everything outside the program except the network and named files, so that tests can replace it. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
  /** The folder at which relative paths start. */
  readonly folder: string;
  /** Aborted by Ctrl-C, with a `CliFailure` as its reason. */
  readonly interrupted: AbortSignal;
}
