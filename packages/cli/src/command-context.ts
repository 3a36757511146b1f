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

/** What a command has come to. Its text has been printed by then. */
export interface CommandResult {
  /** What `--json` prints. */
  readonly json: Record<string, unknown>;
  readonly exitCode?: number;
  /** What went wrong after the command's work was done, such as a wait for it; it is told besides the result. */
  readonly failure?: CliFailure;
}

/** Runs a command's action with what the options and the environment say. */
export type Perform = (action: (context: CommandContext) => Promise<CommandResult>) => Promise<void>;
