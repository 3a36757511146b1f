import type { ControlPlaneClient } from './control-plane-client';
import type { CliFailure } from './failure';
import type { Io } from './io';
import type { Output } from './output';
import type { GlobalOptions } from './settings';

/** What a command without a control plane works with. */
export interface OfflineContext {
  readonly io: Io;
  readonly output: Output;
  /** The options of all commands as given. */
  readonly options: GlobalOptions;
}

/** What a command works with. */
export interface CommandContext extends OfflineContext {
  readonly client: ControlPlaneClient;
}

/** The result of a command, whose text has already been printed. */
export interface CommandResult {
  /** What `--json` prints. */
  readonly json: Record<string, unknown>;
  readonly exitCode?: number;
  /** A failure after the command's work was done, such as a wait that timed out; printed in addition to the result. */
  readonly failure?: CliFailure;
}

/** Runs a command's action. */
export interface Perform {
  /** With the settings from options and environment. */
  (action: (context: CommandContext) => Promise<CommandResult>): Promise<void>;
  /** Without a control plane: neither an address nor a token is needed. */
  offline(action: (context: OfflineContext) => Promise<CommandResult>): Promise<void>;
}
