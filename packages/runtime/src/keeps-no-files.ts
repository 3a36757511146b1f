import { realpathSync, statfsSync } from 'node:fs';
import { dirname, sep } from 'node:path';

/**
 * Linux's file systems that show the kernel's own objects as files and keep none of anybody else's (`linux/magic.h`): procfs,
 * sysfs, both cgroup file systems, devpts, debugfs, tracefs, securityfs, configfs and bpf.
 */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x1cd1, 0x64626720, 0x74726163, 0x73636673, 0x62656570, 0xcafe4a11,
]);
/** Where they are mounted. Other file systems may stand between them, in memory: only that at `/dev/shm` is meant for files. */
const KERNEL_FOLDERS: readonly string[] = ['/proc', '/sys', '/dev'];
const SHARED_MEMORY = '/dev/shm';

/** Whether the operating system has its own objects at a path, or would have them there, and keeps no files. */
export function keepsNoFiles(path: string): boolean {
  if (process.platform !== 'linux') return false;
  const existing = nearestExisting(path);
  if (existing === null) return false;
  const isKernels = KERNEL_FOLDERS.some((folder) => isWithin(existing, folder)) && !isWithin(existing, SHARED_MEMORY);
  // Types are unsigned, and Node may give them signed.
  return isKernels || KERNEL_FILE_SYSTEMS.has(statfsSync(existing).type >>> 0);
}

/** The real path of a file or folder that exists: this one, or the nearest above it. */
function nearestExisting(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? null : nearestExisting(parent);
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}
