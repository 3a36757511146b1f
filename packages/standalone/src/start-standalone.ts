import { resolve } from 'node:path';
import type { LogSink } from '@switchyard/runtime';
import { Closing } from './closing';
import { DataFolder } from './data-folder';
import type { Settings } from './settings';
import type { Standalone } from './standalone';

/**
 * Starts both planes in this process, with every service that the settings do not provide.
 *
 * @param logSink receives the log
 * @param onFailure called with one line if a service that it needs stops unexpectedly
 * @param onStep called with what begins, such as `starting the database`
 * @throws an error whose message is one line that says what to do; nothing is left running
 */
export async function startStandalone(
  settings: Settings,
  logSink: LogSink,
  onFailure: (line: string) => void,
  onStep: (step: string) => void = () => undefined,
): Promise<Standalone> {
  const closing = new Closing();
  try {
    onStep(`opening the data folder ${resolve(settings.dataFolder)}`);
    const folder = DataFolder.open(settings.dataFolder);
    closing.add(() => folder.release());
    const secrets = folder.secrets(settings.givenSecrets, settings.databaseUrl === null);
    const planes = settings.withSecrets(secrets);
    // Only now, so that a start whose settings or folder are refused does not load both planes first.
    const { startPlanes } = await import('./start-planes.js');
    return await startPlanes({ settings, folder, secrets, planes, closing, logSink, onFailure, onStep });
  } catch (error) {
    await closing.close().catch(() => undefined);
    throw error;
  }
}

/** An error's message in one line. */
export function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, '; ');
}
