import { privateEndpointsSchema, SealingKey, unknownSettingsWarning } from '@switchyard/contract';
import { z } from 'zod';
import { isAddressRange } from './api/http/client-address';
import { databaseDefaults } from './kernel/database/database-defaults';
import { StartError } from './kernel/errors/start-error';

const ADMIN_TOKEN_LENGTH_MIN = 16;
const PORT_MAX = 65_535;
const PORT_FAULT = 'must be a port, 0 to 65535';
const DATABASE_FAULT = 'must be a Postgres address, such as postgres://user:password@127.0.0.1:5432/switchyard';

const sealingKey = z
  .string({ error: 'must be set to 32 bytes in base64, such as `openssl rand -base64 32` prints' })
  .transform((base64, context) => {
    try {
      return new SealingKey(base64);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

const databaseUrl = z
  .string({ error: DATABASE_FAULT })
  .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), { error: DATABASE_FAULT });

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const logLevel = z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info');

/** What an operator may leave as it is. */
export const settingDefaults = {
  requestsPerMinuteMax: 12_000,
  databaseConnectionsMax: databaseDefaults.connectionsMax,
  databaseWaitSeconds: databaseDefaults.waitSeconds,
  statementTimeoutSeconds: databaseDefaults.statementTimeoutSeconds,
  privateEndpoints: 'allow',
  allowedOrigins: [] as readonly string[],
  trustedProxies: [] as readonly string[],
} as const;

const REQUESTS_PER_MINUTE_MOST = 10_000_000;
const CONNECTIONS_MOST = 1_000;
const SECONDS_MOST = 600;

/** A whole number from 1 up. */
function wholeNumber(most: number, byDefault: number) {
  const fault = `must be a whole number, 1 to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, fault)
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, { error: fault })
    .default(byDefault);
}

const ORIGINS_FAULT = 'must be origins with commas between, such as https://console.example.com, or * for all';

/** What a browser sends as `Origin`: scheme, host and port, and nothing behind. */
const allowedOrigins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((origins) => origins.every((origin) => origin === '*' || URL.parse(origin)?.origin === origin), {
    error: ORIGINS_FAULT,
  })
  .default([]);

const PROXIES_FAULT = 'must be addresses or ranges of them with commas between, such as 10.0.0.0/8,fd00::1';
const trustedProxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((ranges) => ranges.every(isAddressRange), { error: PROXIES_FAULT })
  .default([]);

/** What the environment says, by the names that operators know. Read here and nowhere else. */
const variablesSchema = z.object({
  DATABASE_URL: databaseUrl,
  NATS_URL: z
    .string({ error: 'must be set, such as nats://127.0.0.1:4222' })
    .regex(/^(nats|tls):\/\/[^\s]+$/, 'must be a NATS address, such as nats://127.0.0.1:4222'),
  SWITCHYARD_CONTROL_PLANE_PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_FAULT)
    .transform(Number)
    .refine((port) => port <= PORT_MAX, { error: PORT_FAULT })
    .default(4000),
  SWITCHYARD_HOST: z.string().min(1, 'must be an address to listen on, such as 127.0.0.1').default('127.0.0.1'),
  SWITCHYARD_ADMIN_TOKEN: z
    .string({ error: `must be set to a secret of at least ${ADMIN_TOKEN_LENGTH_MIN} characters` })
    .regex(/^[\x21-\x7e]*$/, 'must be of visible ASCII characters without spaces')
    .min(ADMIN_TOKEN_LENGTH_MIN, `must have at least ${ADMIN_TOKEN_LENGTH_MIN} characters`),
  SWITCHYARD_SEALING_KEY: sealingKey,
  SWITCHYARD_REQUESTS_PER_MINUTE: wholeNumber(REQUESTS_PER_MINUTE_MOST, settingDefaults.requestsPerMinuteMax),
  SWITCHYARD_DATABASE_CONNECTIONS: wholeNumber(CONNECTIONS_MOST, settingDefaults.databaseConnectionsMax),
  SWITCHYARD_DATABASE_WAIT_SECONDS: wholeNumber(SECONDS_MOST, settingDefaults.databaseWaitSeconds),
  SWITCHYARD_STATEMENT_TIMEOUT_SECONDS: wholeNumber(SECONDS_MOST, settingDefaults.statementTimeoutSeconds),
  SWITCHYARD_TRUSTED_PROXIES: trustedProxies,
  SWITCHYARD_PRIVATE_ENDPOINTS: privateEndpointsSchema.default(settingDefaults.privateEndpoints),
  SWITCHYARD_ALLOWED_ORIGINS: allowedOrigins,
  SWITCHYARD_LOG_LEVEL: logLevel,
});

/** The names of what it reads. */
export const settingNames: readonly string[] = Object.keys(variablesSchema.shape);

/** One line about misspelt settings, or null. */
export function settingsWarning(environment: NodeJS.ProcessEnv): string | null {
  return unknownSettingsWarning(environment, { program: 'the control plane', known: settingNames });
}

const settingsSchema = variablesSchema.transform((variables) => ({
  databaseUrl: variables.DATABASE_URL,
  natsUrl: variables.NATS_URL,
  port: variables.SWITCHYARD_CONTROL_PLANE_PORT,
  host: variables.SWITCHYARD_HOST,
  adminToken: variables.SWITCHYARD_ADMIN_TOKEN,
  sealingKey: variables.SWITCHYARD_SEALING_KEY,
  /** Of each caller, at this process alone. */
  requestsPerMinuteMax: variables.SWITCHYARD_REQUESTS_PER_MINUTE,
  /** In this process's pool; the publication has two more. */
  databaseConnectionsMax: variables.SWITCHYARD_DATABASE_CONNECTIONS,
  /** How long a request may wait for one of the connections, or for a new one to be made. */
  databaseWaitSeconds: variables.SWITCHYARD_DATABASE_WAIT_SECONDS,
  statementTimeoutSeconds: variables.SWITCHYARD_STATEMENT_TIMEOUT_SECONDS,
  /** Whether endpoints may have a URL of a loopback, link-local or private address. */
  privateEndpoints: variables.SWITCHYARD_PRIVATE_ENDPOINTS,
  /** Of pages in browsers that may read the answers. */
  allowedOrigins: variables.SWITCHYARD_ALLOWED_ORIGINS,
  /** The addresses, and ranges of them, whose word on where a request comes from is believed. */
  trustedProxies: variables.SWITCHYARD_TRUSTED_PROXIES,
  logLevel: variables.SWITCHYARD_LOG_LEVEL,
}));
export type Settings = z.infer<typeof settingsSchema>;

const migrationSettingsSchema = variablesSchema
  .pick({ DATABASE_URL: true, SWITCHYARD_LOG_LEVEL: true })
  .transform((variables) => ({ databaseUrl: variables.DATABASE_URL, logLevel: variables.SWITCHYARD_LOG_LEVEL }));

/** @throws StartError that names each bad setting and what to do */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return read(settingsSchema, environment);
}

/** What the migrations need. @throws StartError */
export function readMigrationSettings(environment: NodeJS.ProcessEnv): z.infer<typeof migrationSettingsSchema> {
  return read(migrationSettingsSchema, environment);
}

function read<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv): T {
  // An empty variable is one that is not set: compose files and shells make them.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new StartError(result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}
