import { connect, type Socket } from 'node:net';
import { until } from '@switchyard/runtime';

/** A connection on which a test can send what no client library would, and see every byte of the answer. */
export class RawConnection {
  received = '';
  closed = false;
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => {}).on('close', () => (this.closed = true));
  }

  static async open(url: string): Promise<RawConnection> {
    const connection = new RawConnection(connect(Number(new URL(url).port), '127.0.0.1'));
    await until(() => !connection.socket.connecting, 'the connection is made');
    return connection;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** The statuses of the answers so far, in order. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  async answers(count: number): Promise<number[]> {
    await until(() => this.statuses.length >= count, `there are ${count} answers in ${this.received.slice(0, 500)}`);
    return this.statuses;
  }
}

/** The request line and headers of a chat completion with a body of this many bytes. */
export function chatHead(key: string, contentLength: number, headers = ''): string {
  return `POST /support/chat/chat/completions HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${key}\r\ncontent-length: ${contentLength}\r\n${headers}\r\n`;
}

const CHAT = '{"model":"a","messages":[{"role":"user","content":"hello"}]}';
export const chatRequest = (key: string) => `${chatHead(key, CHAT.length)}${CHAT}`;
