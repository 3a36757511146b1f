import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanUps } from '../processes/clean-ups';

/** A temporary folder with a program's configuration file. @param write the file's text, for a folder */
export async function configurationFolder(
  cleanUps: CleanUps,
  write: (folder: string) => string,
): Promise<{ readonly file: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-bench-'));
  cleanUps.add(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'proxy.conf');
  await writeFile(file, write(folder));
  return { file, folder };
}
