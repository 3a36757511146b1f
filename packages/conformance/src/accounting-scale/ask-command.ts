import { CommandLine } from '../harness/command-line';

const ROUNDS = 15;

/** What a command took: medians, in ms. */
export interface CommandTimes {
  /** With the start of Node and of the command line, which each command pays for. */
  readonly wholeMs: number;
  /** Of a command that asks for what no table is large for. */
  readonly otherMs: number;
}

/** Asks why a request failed with the command line, as an operator does, and for the access tokens, in turns. */
export async function askByCommand(command: CommandLine, requestId: string): Promise<CommandTimes> {
  const whole: number[] = [];
  const other: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    whole.push(await timeOf(command, ['request', requestId]));
    other.push(await timeOf(command, ['tokens', 'list']));
  }
  return { wholeMs: median(whole), otherMs: median(other) };
}

async function timeOf(command: CommandLine, args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const { exitCode, output, errorOutput } = await command.run(args);
  if (exitCode !== 0) throw new Error(`switchyard ${args.join(' ')} exited with ${exitCode}: ${output}${errorOutput}`);
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
