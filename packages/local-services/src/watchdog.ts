import { spawn } from 'node:child_process';
import type { ServerCommand } from './server-command';

/**
 * Waits for the end of its input, which comes when the process at the other end is gone, even after kill -9. Then it stops the
 * server and removes a temporary store.
 *
 * Arguments: the server's process id, the signal's name, the folder to remove (may be empty).
 */
const WATCHDOG_SCRIPT = `
read -r _
kill -s "$2" "$1" 2>/dev/null
tries=100
while [ $tries -gt 0 ] && kill -0 "$1" 2>/dev/null; do tries=$((tries - 1)); sleep 0.05; done
kill -s KILL "$1" 2>/dev/null
[ -n "$3" ] && rm -rf -- "$3"
`;

/**
 * Makes sure that the server with this process id does not outlive this process. Dismiss the watchdog as soon as the server
 * has ended, because another process may then get its id.
 */
export function startWatchdog(serverPid: number, command: ServerCommand): { dismiss(): void } {
  const signalName = command.orphanSignal.slice('SIG'.length);
  const watchdog = spawn(
    '/bin/sh',
    ['-c', WATCHDOG_SCRIPT, 'switchyard-watchdog', String(serverPid), signalName, command.orphanFolder ?? ''],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' },
  );
  // Without a watchdog, stop() still stops the server. The pipe may break while the watchdog is dismissed.
  watchdog.on('error', () => undefined);
  watchdog.stdin.on('error', () => undefined);
  return { dismiss: () => void watchdog.kill('SIGKILL') };
}
