import { open } from 'node:fs/promises';

/** Makes the names of a folder's files survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder as a file; its file system journals names itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (!CANNOT_SYNC_FOLDERS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await folder.close();
  }
}

/** What file systems say that have no such thing. */
const CANNOT_SYNC_FOLDERS = ['EINVAL', 'EBADF', 'ENOTSUP'];
