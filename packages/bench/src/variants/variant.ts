import type { ConsumerRequest } from '../load/consumer-request';
import type { CleanUps } from '../processes/clean-ups';
import type { Cores } from '../processes/cores';
import type { RunningUpstream } from '../upstream/start-upstream';

/** What a variant is started with. */
export interface VariantSetting {
  readonly upstream: RunningUpstream;
  readonly cores: Cores;
  readonly cleanUps: CleanUps;
}

/** Something that stands between consumers and the upstream, or nothing at all. */
export interface Variant {
  readonly name: string;
  /** Starts it. @returns once it passes requests on */
  start(setting: VariantSetting): Promise<RunningVariant>;
}

export interface RunningVariant {
  readonly name: string;
  /** Where consumers send requests, such as `http://127.0.0.1:23456`. */
  readonly origin: string;
  /** Requests that it passes on, at least one. Load sends them in turn. */
  readonly requests: readonly ConsumerRequest[];
  /** The program whose process tree is measured; null if there is none. */
  readonly pid: number | null;
  /** From starting the program to its first answer, in ms. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** What each variant but Portkey puts in the place of the consumer's key. */
export const VENDOR_KEY = 'sk-vendor-key-of-the-bench';
export const CONSUMER_KEY = 'sk-consumer-key-of-the-bench';

/** @throws Error if it has none */
export function firstRequest({ name, requests }: RunningVariant): ConsumerRequest {
  const [request] = requests;
  if (request === undefined) throw new Error(`${name} has no request to send`);
  return request;
}

/** A request as an OpenAI client sends it to a proxy that knows nothing of AI APIs. */
export const PLAIN_REQUEST: ConsumerRequest = {
  path: '/v1/chat/completions',
  headers: { authorization: `Bearer ${CONSUMER_KEY}` },
};
