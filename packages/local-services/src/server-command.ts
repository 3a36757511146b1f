/** A program to run, as this process's user unless `user` is set. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The working directory, entered before the user changes. */
  readonly folder: string;
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** The signal that the server gets if this process dies: it must stop the server and its children. */
  readonly orphanSignal: 'SIGQUIT' | 'SIGTERM';
  /** A folder to remove if this process dies; null to keep the store. */
  readonly orphanFolder: string | null;
}
