import {
  drainSecondsSchema,
  originListSchema,
  privateEndpointsSchema,
  SealingKey,
  unknownSettingsWarning,
} from '@switchyard/contract';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CONSUMER_CONNECTIONS_MAX, SOCKETS_PER_ORIGIN_MAX } from './load/connection-limits';
import { ACCESS_LOG_DEFAULT, ACCESS_LOGS } from './server/access-log';
import { DEFAULT_LOAD_LIMITS } from './load/load';
import { SPOOL_BYTES_MAX } from './spool/usage-outbox';
import { Proxies } from './upstream/proxies';
import { readProxy } from './upstream/proxy-server';

const MS_PER_SECOND = 1_000;
const MIB = 1024 * 1024;
const WORKERS_MAX = 64;
/** More share one primary and one NATS connection, and take memory for a table each: ask for them. */
const DEFAULT_WORKERS_MAX = 4;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const port = (fallback: number) =>
  z.coerce
    .number({ error: 'must be a port from 0 to 65535' })
    .int('must be a port from 0 to 65535')
    .min(0, 'must be a port from 0 to 65535')
    .max(65_535, 'must be a port from 0 to 65535')
    .default(fallback);

const sealingKey = z
  .string({ error: "must be the control plane's sealing key: 32 bytes in base64" })
  .transform((base64, context) => {
    try {
      return new SealingKey(base64);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

const wholeNumber = (most: number, least = 1) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error);
};
/** Off by default. */
const onOrOff = z.enum(['on', 'off'], { error: 'must be on or off' }).default('off');

const count = (most: number, fallback: number, least = 1) => wholeNumber(most, least).default(fallback);

const PROXY_RULE = 'must be the URL of an HTTP proxy, such as http://proxy.example.com:3128';

const proxy = z.string().transform((text, context) => {
  const read = readProxy(text);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: PROXY_RULE });
  return z.NEVER;
});

/** The environment variables. They are read only here. */
const environmentVariablesSchema = z.object({
  NATS_URL: z
    .string({ error: 'must be a NATS URL, such as nats://127.0.0.1:4222' })
    .regex(/^(nats|tls):\/\/[^\s]+$/, 'must be a NATS URL, such as nats://127.0.0.1:4222'),
  SWITCHYARD_SEALING_KEY: sealingKey,
  SWITCHYARD_HOST: z.string().min(1).default('127.0.0.1'),
  SWITCHYARD_DATA_PLANE_PORT: port(8080),
  SWITCHYARD_DATA_PLANE_ADMIN_PORT: port(8081),
  SWITCHYARD_REQUEST_BODY_MIB_MAX: z.coerce
    .number({ error: 'must be a number of MiB from 1 to 1024' })
    .min(1, 'must be a number of MiB from 1 to 1024')
    .max(1024, 'must be a number of MiB from 1 to 1024')
    .default(32),
  SWITCHYARD_REQUESTS_IN_FLIGHT_MAX: count(1_000_000, DEFAULT_LOAD_LIMITS.requestsInFlightMax),
  SWITCHYARD_BUFFERED_MIB_MAX: count(1_048_576, DEFAULT_LOAD_LIMITS.bufferedBytesMax / MIB),
  SWITCHYARD_CONSUMER_CONNECTIONS_MAX: count(1_000_000, CONSUMER_CONNECTIONS_MAX),
  SWITCHYARD_DATA_PLANE_WORKERS: wholeNumber(WORKERS_MAX).optional(),
  SWITCHYARD_SOCKETS_PER_ORIGIN_MAX: count(65_535, SOCKETS_PER_ORIGIN_MAX),
  SWITCHYARD_DRAIN_SECONDS: drainSecondsSchema,
  SWITCHYARD_SHUTDOWN_DELAY_SECONDS: count(300, 5, 0),
  SWITCHYARD_DATA_DIR: z.string().min(1).default('.switchyard'),
  SWITCHYARD_USAGE_SPOOL_MIB_MAX: count(16_384, SPOOL_BYTES_MAX / MIB),
  SWITCHYARD_TABLE_MAX_AGE_SECONDS: count(315_360_000, 604_800),
  SWITCHYARD_TABLE_WAIT_SECONDS: count(3_600, 30, 0),
  SWITCHYARD_PRIVATE_ENDPOINTS: privateEndpointsSchema.default('allow'),
  SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS: originListSchema,
  // In either case, as other programs read them; lower case comes first.
  https_proxy: proxy.optional(),
  HTTPS_PROXY: proxy.optional(),
  http_proxy: proxy.optional(),
  HTTP_PROXY: proxy.optional(),
  no_proxy: z.string().optional(),
  NO_PROXY: z.string().optional(),
  SWITCHYARD_ACCESS_LOG: z
    .enum(ACCESS_LOGS, { error: `must be one of ${ACCESS_LOGS.join(', ')}` })
    .default(ACCESS_LOG_DEFAULT),
  SWITCHYARD_METRICS_CONSUMERS: onOrOff,
  SWITCHYARD_METRICS_LATENCY_BY_AI_API: onOrOff,
  SWITCHYARD_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
});

/** The names of the settings. */
export const settingNames: readonly string[] = Object.keys(environmentVariablesSchema.shape);

/** A one-line warning about misspelt settings, or null. */
export function settingsWarning(environment: NodeJS.ProcessEnv): string | null {
  return unknownSettingsWarning(environment, { program: 'the data plane', known: settingNames });
}

/** A body of the maximum size must fit, or it could never be served. */
const limitsThatAgree = environmentVariablesSchema.refine(
  (variables) => variables.SWITCHYARD_BUFFERED_MIB_MAX >= variables.SWITCHYARD_REQUEST_BODY_MIB_MAX,
  { path: ['SWITCHYARD_BUFFERED_MIB_MAX'], error: 'must be at least SWITCHYARD_REQUEST_BODY_MIB_MAX' },
);

type Variables = z.infer<typeof environmentVariablesSchema>;

/** The limits that workers share, besides the buffered bytes. Each worker needs 1 of each. */
const COUNTS_TO_SHARE = [
  'SWITCHYARD_REQUESTS_IN_FLIGHT_MAX',
  'SWITCHYARD_CONSUMER_CONNECTIONS_MAX',
  'SWITCHYARD_SOCKETS_PER_ORIGIN_MAX',
] as const;

/** A limit as the number of workers that can share it. */
interface WorkersBound {
  readonly workersMax: number;
  /** Why, and what to do about it, for so many workers. */
  readonly reason: (workers: number) => string;
}

/** The one that allows the fewest workers. */
function workersBound(variables: Variables): WorkersBound {
  const buffers: WorkersBound = {
    workersMax: Math.floor(variables.SWITCHYARD_BUFFERED_MIB_MAX / variables.SWITCHYARD_REQUEST_BODY_MIB_MAX),
    reason: (workers) => {
      const neededMib = Math.ceil(workers * variables.SWITCHYARD_REQUEST_BODY_MIB_MAX);
      return `each worker's share of SWITCHYARD_BUFFERED_MIB_MAX can hold a body of SWITCHYARD_REQUEST_BODY_MIB_MAX; or raise SWITCHYARD_BUFFERED_MIB_MAX to ${neededMib}`;
    },
  };
  const counts = COUNTS_TO_SHARE.map((name): WorkersBound => ({
    workersMax: variables[name],
    reason: (workers) => `each worker's share of ${name} is at least 1; or raise ${name} to ${workers}`,
  }));
  return counts.reduce((least, bound) => (bound.workersMax < least.workersMax ? bound : least), buffers);
}

/** No worker can serve with a share of 0, and with more than its share they would exceed the limit together. */
const sharesThatAgree = limitsThatAgree.check((context) => {
  const { SWITCHYARD_DATA_PLANE_WORKERS: workers = 1 } = context.value;
  const { workersMax, reason } = workersBound(context.value);
  if (workers <= workersMax || workers === 1) return;
  context.issues.push({
    code: 'custom',
    input: workers,
    path: ['SWITCHYARD_DATA_PLANE_WORKERS'],
    message: `must be at most ${workersMax}, so that ${reason(workers)}`,
  });
});

function workersOf(variables: Variables): number {
  const byDefault = Math.min(availableParallelism(), DEFAULT_WORKERS_MAX, workersBound(variables).workersMax);
  return variables.SWITCHYARD_DATA_PLANE_WORKERS ?? byDefault;
}

export const settingsSchema = sharesThatAgree.transform((variables) => ({
  natsUrl: variables.NATS_URL,
  sealingKey: variables.SWITCHYARD_SEALING_KEY,
  host: variables.SWITCHYARD_HOST,
  port: variables.SWITCHYARD_DATA_PLANE_PORT,
  adminPort: variables.SWITCHYARD_DATA_PLANE_ADMIN_PORT,
  requestBodyBytesMax: Math.floor(variables.SWITCHYARD_REQUEST_BODY_MIB_MAX * MIB),
  workers: workersOf(variables),
  requestsInFlightMax: variables.SWITCHYARD_REQUESTS_IN_FLIGHT_MAX,
  bufferedBytesMax: variables.SWITCHYARD_BUFFERED_MIB_MAX * MIB,
  consumerConnectionsMax: variables.SWITCHYARD_CONSUMER_CONNECTIONS_MAX,
  socketsPerOriginMax: variables.SWITCHYARD_SOCKETS_PER_ORIGIN_MAX,
  dataFolder: join(variables.SWITCHYARD_DATA_DIR, 'data-plane'),
  usageSpoolBytesMax: variables.SWITCHYARD_USAGE_SPOOL_MIB_MAX * MIB,
  tableAgeMsMax: variables.SWITCHYARD_TABLE_MAX_AGE_SECONDS * MS_PER_SECOND,
  tableWaitMs: variables.SWITCHYARD_TABLE_WAIT_SECONDS * MS_PER_SECOND,
  shutdownDelayMs: variables.SWITCHYARD_SHUTDOWN_DELAY_SECONDS * MS_PER_SECOND,
  drainMs: variables.SWITCHYARD_DRAIN_SECONDS * MS_PER_SECOND,
  privateEndpoints: variables.SWITCHYARD_PRIVATE_ENDPOINTS,
  allowedOrigins: variables.SWITCHYARD_DATA_PLANE_ALLOWED_ORIGINS,
  proxies: new Proxies(
    { https: variables.https_proxy ?? variables.HTTPS_PROXY, http: variables.http_proxy ?? variables.HTTP_PROXY },
    variables.no_proxy ?? variables.NO_PROXY,
  ),
  accessLog: variables.SWITCHYARD_ACCESS_LOG,
  metricDetail: {
    isByConsumer: variables.SWITCHYARD_METRICS_CONSUMERS === 'on',
    isLatencyByAiApi: variables.SWITCHYARD_METRICS_LATENCY_BY_AI_API === 'on',
  },
  logLevel: variables.SWITCHYARD_LOG_LEVEL,
}));
export type Settings = z.infer<typeof settingsSchema>;

/** @throws Error whose message names each invalid setting on a separate line */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  // An empty variable counts as not set: compose files and shells create them.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = settingsSchema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'));
}
