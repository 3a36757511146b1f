import type { ControlPlaneClient } from './control-plane-client';
import type { CliFailure } from './failure';
import type { Io } from './io';
import type { Output } from './output';

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
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

/** Runs a command's action with the settings from options and environment. */
export type Perform = (action: (context: CommandContext) => Promise<CommandResult>) => Promise<void>;
