import { performance } from 'node:perf_hooks';
import { request } from 'undici';
import { type ConsumerRequest, chatBody } from '../load/consumer-request';
import { ChildProgram } from '../processes/child-program';
import { PLAIN_REQUEST, type RunningVariant, type VariantSetting } from './variant';

const PROBE_BYTES = 200;
const PROBE_MS_MAX = 5_000;

/** A program to run as a variant. */
export interface ProxyProgram {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Where it will listen on 127.0.0.1. */
  readonly port: number;
  readonly requests?: readonly ConsumerRequest[];
  /** What else ends with it. */
  readonly alsoStop?: () => Promise<void>;
}

/** Runs the program on the gateway's cores. @returns once it passes requests on to the upstream */
export async function runProxy(
  { name, file, args, environment, port, requests = [PLAIN_REQUEST], alsoStop }: ProxyProgram,
  { cores, cleanUps, upstream }: VariantSetting,
): Promise<RunningVariant> {
  const startedAtMs = performance.now();
  const program = new ChildProgram(file, args, {
    cores: cores.gateway,
    ...(environment === undefined ? {} : { environment }),
  });
  const stop = cleanUps.add(async () => {
    await program.stop();
    await alsoStop?.();
  });
  const origin = `http://127.0.0.1:${port}`;
  const [first = PLAIN_REQUEST] = requests;
  const body = chatBody(PROBE_BYTES, { stream: upstream.kind === 'stream' });
  try {
    await program.until(() => isPassedOn(origin, first, body), `${name} passes a request on`);
  } catch (error) {
    await stop();
    throw error;
  }
  const startMs = performance.now() - startedAtMs;
  return { name, origin, requests, pid: program.pid, startMs, stop };
}

/** @throws Error with the answer if its status is not 200 */
async function isPassedOn(origin: string, { path, headers }: ConsumerRequest, chat: string): Promise<true> {
  const { statusCode, body } = await request(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: chat,
    signal: AbortSignal.timeout(PROBE_MS_MAX),
  });
  if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${await body.text()}`);
  // A streamed answer would not end.
  body.on('error', () => undefined).destroy();
  return true;
}
