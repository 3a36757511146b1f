import {
  DRAIN_SECONDS,
  drainSecondsSchema,
  originListSchema,
  privateEndpointsSchema,
  SealingKey,
  unknownSettingsWarning,
} from '@switchyard/contract';
import { z } from 'zod';
import { isAddressRange } from './api/http/client-address';
import { databaseDefaults } from './kernel/database/database-defaults';
import { RETENTION_DEFAULTS } from './accounting/tables/retention';
import { StartError } from './kernel/errors/start-error';

const ADMIN_TOKEN_LENGTH_MIN = 16;
const PORT_MAX = 65_535;
const PORT_RULE = 'must be a port from 0 to 65535';
const DATABASE_RULE = 'must be a Postgres URL, such as postgres://user:password@127.0.0.1:5432/switchyard';

const sealingKey = z
  .string({ error: 'must be 32 bytes in base64, as printed by `openssl rand -base64 32`' })
  .transform((base64, context) => {
    try {
      return new SealingKey(base64);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

const databaseUrl = z
  .string({ error: DATABASE_RULE })
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), { error: DATABASE_RULE });

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const logLevel = z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info');

/** Defaults of the optional settings. */
export const settingDefaults = {
  requestsPerMinuteMax: 12_000,
  databaseConnectionsMax: databaseDefaults.connectionsMax,
  databaseWaitSeconds: databaseDefaults.waitSeconds,
  statementTimeoutSeconds: databaseDefaults.statementTimeoutSeconds,
  drainSeconds: DRAIN_SECONDS,
  privateEndpoints: 'allow',
  allowedOrigins: [] as readonly string[],
  consoleOrigins: [] as readonly string[],
  playgroundUrl: null as string | null,
  trustedProxies: [] as readonly string[],
  currency: 'USD',
  retention: RETENTION_DEFAULTS,
} as const;

const REQUESTS_PER_MINUTE_LIMIT = 10_000_000;
const CONNECTIONS_LIMIT = 1_000;
const SECONDS_LIMIT = 600;
const USAGE_DAYS_LIMIT = 90;
const USAGE_MONTHS_LIMIT = 60;

/** A whole number from 1. */
function wholeNumber(max: number, byDefault: number) {
  const rule = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((number) => number >= 1 && number <= max, { error: rule })
    .default(byDefault);
}

const CONSOLE_ORIGINS_RULE =
  'must be a comma-separated list of origins at which browsers open the console, such as https://switchyard.example.com';
const consoleOrigins = z
  .preprocess((text) => (typeof text === 'string' ? asBrowsersWrite(text) : text), originListSchema)
  .refine((origins) => origins.every((origin) => /^https?:/.test(origin)), {
    error: CONSOLE_ORIGINS_RULE,
  });

/** docker-compose.yml puts the origins together: one may be empty, and one may have port 80, which browsers leave out. */
function asBrowsersWrite(list: string): string {
  const origins = list.split(',').map((origin) => origin.trim().replace(/^(http:\/\/[^/]+):80$/, '$1'));
  return origins.filter((origin) => origin !== '').join(',');
}

const PLAYGROUND_RULE = 'must be the URL of a data plane without a path, such as http://127.0.0.1:8080';
const playgroundUrl = z
  .string()
  .refine(isBareUrl, { error: PLAYGROUND_RULE })
  .transform((text): string | null => text)
  .default(settingDefaults.playgroundUrl);

/** Scheme, host and port, and nothing else. */
function isBareUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return `${url.origin}/` === url.href;
}

const PROXIES_RULE = 'must be a comma-separated list of addresses or ranges, such as 10.0.0.0/8,fd00::1';
const trustedProxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((ranges) => ranges.every(isAddressRange), { error: PROXIES_RULE })
  .default([]);

const port = (byDefault: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, PORT_RULE)
    .transform(Number)
    .refine((number) => number <= PORT_MAX, { error: PORT_RULE })
    .default(byDefault);

/** The environment variables. They are read only here. */
const variablesSchema = z.object({
  DATABASE_URL: databaseUrl,
  NATS_URL: z
    .string({ error: 'must be a NATS URL, such as nats://127.0.0.1:4222' })
    .regex(/^(nats|tls):\/\/[^\s]+$/, 'must be a NATS URL, such as nats://127.0.0.1:4222'),
  SWITCHYARD_CONTROL_PLANE_PORT: port(4000),
  SWITCHYARD_CONTROL_PLANE_ADMIN_PORT: port(4001),
  SWITCHYARD_HOST: z.string().min(1, 'must be an address to listen on, such as 127.0.0.1').default('127.0.0.1'),
  SWITCHYARD_ADMIN_TOKEN: z
    .string({ error: `must be a secret of at least ${ADMIN_TOKEN_LENGTH_MIN} characters` })
    .regex(/^[\x21-\x7e]*$/, 'must consist of visible ASCII characters without spaces')
    .min(ADMIN_TOKEN_LENGTH_MIN, `must be a secret of at least ${ADMIN_TOKEN_LENGTH_MIN} characters`),
  SWITCHYARD_SEALING_KEY: sealingKey,
  SWITCHYARD_REQUESTS_PER_MINUTE: wholeNumber(REQUESTS_PER_MINUTE_LIMIT, settingDefaults.requestsPerMinuteMax),
  SWITCHYARD_DATABASE_CONNECTIONS: wholeNumber(CONNECTIONS_LIMIT, settingDefaults.databaseConnectionsMax),
  SWITCHYARD_DATABASE_WAIT_SECONDS: wholeNumber(SECONDS_LIMIT, settingDefaults.databaseWaitSeconds),
  SWITCHYARD_STATEMENT_TIMEOUT_SECONDS: wholeNumber(SECONDS_LIMIT, settingDefaults.statementTimeoutSeconds),
  SWITCHYARD_DRAIN_SECONDS: drainSecondsSchema,
  SWITCHYARD_TRUSTED_PROXIES: trustedProxies,
  SWITCHYARD_PRIVATE_ENDPOINTS: privateEndpointsSchema.default(settingDefaults.privateEndpoints),
  SWITCHYARD_ALLOWED_ORIGINS: originListSchema,
  SWITCHYARD_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as USD')
    .default(settingDefaults.currency),
  SWITCHYARD_USAGE_MINUTE_DAYS: wholeNumber(USAGE_DAYS_LIMIT, RETENTION_DEFAULTS.minuteDays),
  SWITCHYARD_USAGE_HOUR_MONTHS: wholeNumber(USAGE_MONTHS_LIMIT, RETENTION_DEFAULTS.hourMonths),
  SWITCHYARD_REQUEST_RECORD_DAYS: wholeNumber(USAGE_DAYS_LIMIT, RETENTION_DEFAULTS.recordDays),
  SWITCHYARD_CONSOLE_ORIGINS: consoleOrigins,
  SWITCHYARD_PLAYGROUND_URL: playgroundUrl,
  SWITCHYARD_LOG_LEVEL: logLevel,
});

/** The names of the environment variables. */
export const settingNames: readonly string[] = Object.keys(variablesSchema.shape);

/** A one-line warning about unknown settings, or null. */
export function settingsWarning(environment: NodeJS.ProcessEnv): string | null {
  return unknownSettingsWarning(environment, { program: 'the control plane', known: settingNames });
}

const settingsSchema = variablesSchema.transform((variables) => ({
  databaseUrl: variables.DATABASE_URL,
  natsUrl: variables.NATS_URL,
  port: variables.SWITCHYARD_CONTROL_PLANE_PORT,
  /** For operators: probes and metrics. */
  adminPort: variables.SWITCHYARD_CONTROL_PLANE_ADMIN_PORT,
  host: variables.SWITCHYARD_HOST,
  adminToken: variables.SWITCHYARD_ADMIN_TOKEN,
  sealingKey: variables.SWITCHYARD_SEALING_KEY,
  /** Per caller and process. */
  requestsPerMinuteMax: variables.SWITCHYARD_REQUESTS_PER_MINUTE,
  /** In this process's pool; the publication lease has one more. */
  databaseConnectionsMax: variables.SWITCHYARD_DATABASE_CONNECTIONS,
  /** How long a request may wait for a free connection, or for a new one to open. */
  databaseWaitSeconds: variables.SWITCHYARD_DATABASE_WAIT_SECONDS,
  statementTimeoutSeconds: variables.SWITCHYARD_STATEMENT_TIMEOUT_SECONDS,
  /** How long requests may take to finish after SIGTERM. */
  drainSeconds: variables.SWITCHYARD_DRAIN_SECONDS,
  /** Whether the URL of an endpoint may have a loopback, link-local or private address. */
  privateEndpoints: variables.SWITCHYARD_PRIVATE_ENDPOINTS,
  /** The origins of pages in browsers that may read responses. */
  allowedOrigins: variables.SWITCHYARD_ALLOWED_ORIGINS,
  /** The origins at which browsers open the console; empty for the loopback names with the port. */
  consoleOrigins: variables.SWITCHYARD_CONSOLE_ORIGINS,
  /** The data plane that the console's playground asks; null turns the playground off. */
  playgroundUrl: variables.SWITCHYARD_PLAYGROUND_URL,
  /** The addresses and ranges of proxies whose `x-forwarded-for` is trusted. */
  trustedProxies: variables.SWITCHYARD_TRUSTED_PROXIES,
  /** Of all prices and costs: ISO 4217. */
  currency: variables.SWITCHYARD_CURRENCY,
  /** How long what data planes report is kept. */
  retention: {
    minuteDays: variables.SWITCHYARD_USAGE_MINUTE_DAYS,
    hourMonths: variables.SWITCHYARD_USAGE_HOUR_MONTHS,
    recordDays: variables.SWITCHYARD_REQUEST_RECORD_DAYS,
  },
  logLevel: variables.SWITCHYARD_LOG_LEVEL,
}));
export type Settings = z.infer<typeof settingsSchema>;

const migrationSettingsSchema = variablesSchema
  .pick({ DATABASE_URL: true, SWITCHYARD_LOG_LEVEL: true })
  .transform((variables) => ({ databaseUrl: variables.DATABASE_URL, logLevel: variables.SWITCHYARD_LOG_LEVEL }));

/** @throws StartError that names each invalid setting and says what to do */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return read(settingsSchema, environment);
}

/** The settings of the migrations. @throws StartError */
export function readMigrationSettings(environment: NodeJS.ProcessEnv): z.infer<typeof migrationSettingsSchema> {
  return read(migrationSettingsSchema, environment);
}

function read<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv): T {
  // An empty variable counts as not set: compose files and shells set them.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new StartError(result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}
