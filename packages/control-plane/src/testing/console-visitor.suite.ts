import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';

export interface VisitorAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface VisitorRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
}

/** A browser at the console, which keeps its cookie; every header can be another one, as from another site. */
export class ConsoleVisitor {
  cookie = '';

  constructor(readonly url: string) {}

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** Sends a request without any header that is not given. */
  async send({ method = 'GET', path, headers = {}, body }: VisitorRequest): Promise<VisitorAnswer> {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const sent = request(new URL(path, this.url), { method, headers: given as Record<string, string>, agent: false });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  /** Opens a path as a browser does. */
  open(path: string, headers: VisitorRequest['headers'] = {}): Promise<VisitorAnswer> {
    return this.send({ path, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers } });
  }

  /** Sends what the console's page sends; headers that are given as undefined are left out. */
  async post(path: string, content: object, headers: VisitorRequest['headers'] = {}): Promise<VisitorAnswer> {
    const answer = await this.send({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        'x-switchyard-console': '1',
        origin: this.origin,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...headers,
      },
      body: JSON.stringify(content),
    });
    const [set] = answer.headers['set-cookie'] ?? [];
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? '' : (set.split(';')[0] ?? '');
    return answer;
  }

  signIn(token: string): Promise<VisitorAnswer> {
    return this.post('/session', { token });
  }

  ask(query: string, headers: VisitorRequest['headers'] = {}): Promise<VisitorAnswer> {
    return this.post('/graphql', { query }, headers);
  }

  async ticket(): Promise<string> {
    return (JSON.parse((await this.post('/session/ticket', {})).body) as { ticket: string }).ticket;
  }
}
