/** A program to run. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The working directory, entered before the user changes. */
  readonly folder: string;
  /** Null for this process's user. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** Sent to the server when this process is gone; the server must stop its own children on it. */
  readonly orphanSignal: 'SIGQUIT' | 'SIGTERM';
  /** A folder to remove when this process is gone; null to keep the store. */
  readonly orphanFolder: string | null;
}
