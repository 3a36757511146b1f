import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file';

const recordSchema = z.object({
  /** MAKING until every part of it is there, so that a start that was killed is gone on with. */
  state: z.enum(['MAKING', 'MADE']),
  upstream: z.enum(['SIMULATOR', 'OPENAI']),
  /** Where the simulated upstream listens, and the endpoint leads. */
  simulatorPort: z.number().int().nullable(),
  basePath: z.string(),
  model: z.string(),
  endpointId: z.string().nullable(),
  consumerKeyId: z.string().nullable(),
  /** Kept here, because Postgres has its hash only and the next start is to print a command that works. */
  consumerKey: z.string().nullable(),
});
export type DemonstrationRecord = z.infer<typeof recordSchema>;

/** What the data folder says of the demonstration; null where it says nothing that can be read. */
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
