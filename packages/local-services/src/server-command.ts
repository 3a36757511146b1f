/** A program to run, and who runs it: this process's own user unless `user` says otherwise. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The working directory, entered before the user is changed. */
  readonly folder: string;
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** Sent to the server when this process is gone: the signal on which it ends itself and its own children. */
  readonly orphanSignal: 'SIGQUIT' | 'SIGTERM';
  /** A folder to be removed when this process is gone; null where the store is to stay. */
  readonly orphanFolder: string | null;
}
