/**
 * Has this process end even if the disk hangs. Node waits for file operations before it ends, and on such a disk they never end,
 * so the process is killed instead. To be called once everything else listens to the end: what does so later is left out.
 */
export function endWithoutDisk(): void {
  process.on('exit', () => {
    if (hasFileOperations()) process.kill(process.pid, 'SIGKILL');
  });
}

/** Whether this process waits for the disk. */
export function hasFileOperations(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
