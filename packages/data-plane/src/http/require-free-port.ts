import { connect } from 'node:net';

/** Whoever listens on this machine accepts at once. */
const CONNECT_MS_MAX = 1_000;

/**
 * Checks that no program listens on a port that will be opened later. It only connects: consumers whose connections a trial
 * listener got would lose their requests when that one closes.
 *
 * @param port 0 for any free port
 * @param host an address of this machine, or that of all its addresses
 * @throws an error like that of `listen`, with the code EADDRINUSE
 */
export async function requireFreePort(port: number, host: string): Promise<void> {
  if (port === 0 || !(await accepts(port, host))) return;
  const message = `listen EADDRINUSE: address already in use ${host}:${port}`;
  throw Object.assign(new Error(message), { code: 'EADDRINUSE', syscall: 'listen', address: host, port });
}

function accepts(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: CONNECT_MS_MAX });
    const end = (isAccepted: boolean) => {
      socket.destroy();
      resolve(isAccepted);
    };
    // The system may give this end the very port, and connect it to itself.
    socket.once('connect', () => end(socket.localPort !== port)).once('timeout', () => end(false));
    // One address of several may refuse: then another error follows, or the connection.
    socket.on('error', () => end(false));
  });
}
