/**
 * Logs what Node warns about, such as a leak of listeners. By itself Node writes it to standard error, and the whole process
 * waits if nobody reads that.
 */
export function logNodeWarnings(log: { warn(fields: object, message: string): void }): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'warning from Node'));
}
