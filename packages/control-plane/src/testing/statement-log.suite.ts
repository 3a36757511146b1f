import { AsyncLocalStorage } from 'node:async_hooks';
import diagnosticsChannel from 'node:diagnostics_channel';
import { z } from 'zod';
import type { Logger as QueryLogger } from 'typeorm';

/** What the work that a request starts runs under: the control plane's own timers run under nothing. */
const request = new AsyncLocalStorage<object>();
const requestStart = z.object({ request: z.looseObject({}) });
diagnosticsChannel.subscribe('http.server.request.start', (message) => {
  request.enterWith(requestStart.parse(message).request);
});

/** The statements that a control plane sends to the database, in their order. */
export class StatementLog {
  /** Every statement, those of the publisher and of other work in the background included. */
  readonly all: string[] = [];
  readonly #ofRequests: { readonly text: string; readonly request: object }[] = [];

  /**
   * The statements of the requests that an action makes, and of no other work that goes on meanwhile. Reads of the latest
   * revision are left out: requests share one for a while, so any of them may be the one that pays for it.
   *
   * @throws Error if there are none, which no comparison of counts should take for cheap
   */
  async during(action: () => Promise<unknown>): Promise<string[]> {
    const begin = this.#ofRequests.length;
    const earlier = new Set(this.#ofRequests.map((statement) => statement.request));
    await action();
    const sent = this.#ofRequests.slice(begin).filter(({ text, request: by }) => !earlier.has(by) && !isPoll(text));
    if (sent.length === 0) throw new Error('The action made no request that needs the database.');
    return sent.map(({ text }) => text);
  }

  queryLogger(): QueryLogger {
    const ignore = () => undefined;
    return {
      logQuery: (text) => {
        this.all.push(text);
        const startedBy = request.getStore();
        if (startedBy !== undefined) this.#ofRequests.push({ text, request: startedBy });
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
  }
}

function isPoll(text: string): boolean {
  return /FROM "?lineage"?/.test(text) && !text.includes('FOR UPDATE');
}
