import { open } from 'node:fs/promises';

/** Makes the names of a folder's files survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder as a file; its file system journals names itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
