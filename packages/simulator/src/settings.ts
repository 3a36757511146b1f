import { z } from 'zod';

const notAPort = 'must be a port from 0 to 65535';
const settingsSchema = z.object({
  SWITCHYARD_SIMULATOR_PORT: z.coerce
    .number(notAPort)
    .int(notAPort)
    .min(0, notAPort)
    .max(65_535, notAPort)
    .default(9_090),
  SWITCHYARD_HOST: z.string().min(1).default('127.0.0.1'),
});

export interface Settings {
  readonly port: number;
  readonly host: string;
}

/** @throws one line that names the setting which is not valid */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(lines.join('; '));
  }
  return { port: parsed.data.SWITCHYARD_SIMULATOR_PORT, host: parsed.data.SWITCHYARD_HOST };
}
