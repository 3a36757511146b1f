import { builtProgram } from '../processes/built-program';
import { ChildProgram } from '../processes/child-program';
import type { CleanUps } from '../processes/clean-ups';
import type { Behaviour } from './bare-upstream';

export interface RunningUpstream {
  /** Such as `http://127.0.0.1:23456`. */
  readonly origin: string;
  readonly port: number;
  /** What it answers with. */
  readonly kind: Behaviour['kind'];
  stop(): Promise<void>;
}

/** Starts an upstream as a program of its own, so that the gateway and the load do not wait for it. */
export async function startUpstream(behaviour: Behaviour, cleanUps: CleanUps): Promise<RunningUpstream> {
  const program = new ChildProgram(process.execPath, [
    builtProgram('upstream/upstream-program.ts'),
    JSON.stringify(behaviour),
  ]);
  const stop = cleanUps.add(() => program.stop());
  const port = await program.until(() => /^\d+$/m.exec(program.output)?.[0], 'the upstream listens');
  return { origin: `http://127.0.0.1:${port}`, port: Number(port), kind: behaviour.kind, stop };
}
