import type { Demonstration } from './demonstration';

/** The program's name in its log. */
export const LOG_NAME = 'switchyard';

/** Both planes, running. */
export interface Standalone {
  readonly controlPlaneUrl: string;
  readonly consoleUrl: string;
  readonly dataPlaneUrl: string;
  readonly adminUrl: string;
  readonly adminToken: string;
  readonly dataFolder: string;
  readonly demonstration: Demonstration | null;
  /** The simulator's URL; null if none runs. */
  readonly simulatorUrl: string | null;
  /** Warnings, one per line. */
  readonly warnings: readonly string[];
  /** How long `close` waits for requests. */
  readonly drainSeconds: number;
  /** Returns the console's address with a secret that signs the administrator in once, within 10 minutes. */
  signInLink(): Promise<string>;
  /** Waits for requests to finish and frees everything; the configuration stays. */
  close(): Promise<void>;
}
