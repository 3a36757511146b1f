import type { CDPSession, Page, Protocol } from 'puppeteer-core';

type Paused = Protocol.Fetch.RequestPausedEvent;

/** What becomes of requests: they pass, wait, or fail as when nobody answers. */
export type Fate = 'passes' | 'waits' | 'fails';

/** Stands between a page and the GraphQL API, so that the page can be seen in every state. */
export class HeldGraphql {
  #fate: Fate = 'passes';
  readonly #waiting: Paused[] = [];

  private constructor(private readonly session: CDPSession) {}

  static async at(page: Page): Promise<HeldGraphql> {
    const session = await page.createCDPSession();
    const held = new HeldGraphql(session);
    session.on('Fetch.requestPaused', (event) => void held.#decide(event));
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*/graphql', requestStage: 'Request' }] });
    return held;
  }

  /** Also those that wait. */
  async let(fate: Fate): Promise<void> {
    this.#fate = fate;
    await Promise.all(this.#waiting.splice(0).map((event) => this.#decide(event)));
  }

  async end(): Promise<void> {
    await this.let('passes');
    await this.session.detach();
  }

  async #decide(event: Paused): Promise<void> {
    const { requestId, request } = event;
    // Who is signed in must be known for a page to be drawn at all.
    const isViewer = request.postData?.includes('"operationName":"Viewer"') ?? false;
    // A page that was left has taken its requests with it.
    const ignore = () => undefined;
    if (this.#fate === 'passes' || isViewer)
      await this.session.send('Fetch.continueRequest', { requestId }).catch(ignore);
    else if (this.#fate === 'waits') this.#waiting.push(event);
    else await this.session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionRefused' }).catch(ignore);
  }
}
