import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from '@switchyard/runtime';

const recordSchema = z.object({
  /** MAKING until everything is created, so that the next start can continue after a kill. */
  state: z.enum(['MAKING', 'MADE']),
  upstream: z.enum(['SIMULATOR', 'OPENAI']),
  /** The simulator's port, which the endpoint points to. */
  simulatorPort: z.number().int().nullable(),
  basePath: z.string(),
  model: z.string(),
  endpointId: z.string().nullable(),
  consumerKeyId: z.string().nullable(),
  /** Kept here, because Postgres has only its hash and the next start must print a working command. */
  consumerKey: z.string().nullable(),
});
export type DemonstrationRecord = z.infer<typeof recordSchema>;

/** The data folder's record of the demonstration; null if there is none that can be read. */
export function readRecord(file: string): DemonstrationRecord | null {
  const text = readPrivateFile(file);
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function writeRecord(file: string, record: DemonstrationRecord): void {
  writePrivateFile(file, `${JSON.stringify(record, null, 2)}\n`);
}
