import { connect } from 'node:net';

export interface RawAnswer {
  /** Everything that arrived, as Latin-1. */
  readonly text: string;
  /** How the connection ended: by FIN, by RST, or not within the time. */
  readonly end: 'FIN' | 'RST' | 'OPEN';
}

/** Sends bytes over a new socket and collects the answer until the other side closes it or the time is up. */
export function sendRaw(port: number, bytes: string, waitMs = 10_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const settle = (end: RawAnswer['end']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, end });
    };
    const timer = setTimeout(() => settle('OPEN'), waitMs);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => settle('FIN'));
    socket.on('error', () => settle('RST'));
    socket.write(bytes);
  });
}

/** A chat completion request as bytes. By default, the server closes the connection after its answer. */
export function chatRequest(members: Record<string, unknown> = {}, connection = 'close'): string {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...members });
  const head = ['POST /v1/chat/completions HTTP/1.1', 'host: x', `connection: ${connection}`];
  return [...head, `content-length: ${body.length}`, '', body].join('\r\n');
}
