import { unknownSettingsWarning } from '@switchyard/contract';
import {
  readSettings as readControlPlaneSettings,
  settingNames as controlPlaneNames,
} from '@switchyard/control-plane/settings';
import { readSettings as readDataPlaneSettings, settingNames as dataPlaneNames } from '@switchyard/data-plane/settings';
import { z } from 'zod';
import { StartFailure } from './start-failure';

const PORT_FAULT = 'must be a port from 1 to 65535';

/** The settings that only this program reads. An empty value means unset, as compose files and CI often pass it. */
const ownVariablesSchema = z.object({
  SWITCHYARD_DATA_DIR: z.string().default('.switchyard'),
  SWITCHYARD_DEMONSTRATION: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  SWITCHYARD_SIMULATOR_PORT: z.coerce
    .number({ error: PORT_FAULT })
    .int(PORT_FAULT)
    .min(1, PORT_FAULT)
    .max(65_535, PORT_FAULT)
    .optional(),
  SWITCHYARD_DATA_PLANE_WORKERS: z
    .literal('1', { error: 'must be 1: npm start runs both planes in one process' })
    .default('1'),
  OPENAI_API_KEY: z.string().optional(),
});

/** A line about misspelt settings, or null. */
export function settingsWarning(environment: NodeJS.ProcessEnv): string | null {
  const known = new Set([...Object.keys(ownVariablesSchema.shape), ...controlPlaneNames, ...dataPlaneNames]);
  return unknownSettingsWarning(environment, { program: 'npm start', known: [...known] });
}

/** Stands in for settings that are generated later, so that the planes' own rules can check the rest. */
const EMBEDDED = { DATABASE_URL: 'postgres://embedded/switchyard', NATS_URL: 'nats://in-process' };

/** What runs on this machine, the simulated vendor above all, is never reached through a proxy. */
const THIS_MACHINE = 'localhost,127.0.0.0/8,::1';

/** The settings of both planes. Each plane validates its own. */
export interface Settings {
  readonly dataFolder: string;
  readonly demonstration: boolean;
  /** The simulator's port; null for any. */
  readonly simulatorPort: number | null;
  readonly openAiApiKey: string | null;
  /** Null for an embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null for publication within the process. */
  readonly natsUrl: string | null;
  /** Returns the planes' settings, given the secrets, which may have been generated. */
  withSecrets(secrets: Secrets): PlaneSettings;
  /** The secrets that the environment sets. */
  readonly givenSecrets: Partial<Secrets>;
}

export interface Secrets {
  readonly adminToken: string;
  readonly sealingKey: string;
}

export interface PlaneSettings {
  readonly controlPlane: ReturnType<typeof readControlPlaneSettings>;
  readonly dataPlane: ReturnType<typeof readDataPlaneSettings>;
}

/** @throws StartFailure that names each invalid setting and says what it must be */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = ownVariablesSchema.safeParse(given);
  if (!result.success) {
    throw new StartFailure(result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  }
  const own = result.data;
  return {
    dataFolder: own.SWITCHYARD_DATA_DIR,
    demonstration: own.SWITCHYARD_DEMONSTRATION === 'on',
    simulatorPort: own.SWITCHYARD_SIMULATOR_PORT ?? null,
    openAiApiKey: own.OPENAI_API_KEY ?? null,
    databaseUrl: given['DATABASE_URL'] ?? null,
    natsUrl: given['NATS_URL'] ?? null,
    givenSecrets: {
      ...(given['SWITCHYARD_ADMIN_TOKEN'] === undefined ? {} : { adminToken: given['SWITCHYARD_ADMIN_TOKEN'] }),
      ...(given['SWITCHYARD_SEALING_KEY'] === undefined ? {} : { sealingKey: given['SWITCHYARD_SEALING_KEY'] }),
    },
    withSecrets: ({ adminToken, sealingKey }) =>
      planeSettings({
        ...EMBEDDED,
        SWITCHYARD_LOG_LEVEL: 'warn',
        SWITCHYARD_DATA_PLANE_WORKERS: own.SWITCHYARD_DATA_PLANE_WORKERS,
        ...given,
        no_proxy: `${given['no_proxy'] ?? given['NO_PROXY'] ?? ''},${THIS_MACHINE}`,
        SWITCHYARD_ADMIN_TOKEN: adminToken,
        SWITCHYARD_SEALING_KEY: sealingKey,
      }),
  };
}

function planeSettings(variables: NodeJS.ProcessEnv): PlaneSettings {
  try {
    return { controlPlane: readControlPlaneSettings(variables), dataPlane: readDataPlaneSettings(variables) };
  } catch (error) {
    throw new StartFailure(error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error));
  }
}
