import type { GraphqlClient } from '../harness/graphql';
import type { ConsoleBrowser } from './console-browser';
import { HeldGraphql } from './held-graphql';

export interface DrawnParts {
  readonly console: ConsoleBrowser;
  readonly graphql: GraphqlClient;
}

/** A heading is part of a screen's answer where it names an object. */
const SCREENS = [
  ['overview', '/'],
  ['requests', '/requests'],
  ['usage', '/usage'],
  ['data planes', '/data-planes'],
  ['providers', '/providers'],
  ['provider', '/providers/acme'],
  ['AI APIs', '/ai-apis'],
  ['AI API', '/ai-apis/support'],
  ['explain', '/ai-apis/support?tab=explain'],
  ['policy', '/ai-apis/support/policies/new'],
  ['consumers', '/consumers'],
  ['consumer', '/consumers/web-shop'],
  ['manifest', '/manifest'],
  ['playground', '/playground'],
  ['history', '/history'],
  ['revision', '/history/2'],
  ['access', '/access'],
  ['API', '/api'],
] as const;
/** What asks once: the schema does not change while a page is open. */
const NEVER_OLD = 'API';
const RENAME = 'mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { revision } }';

/** Declares that each screen says that it loads, that it failed, and that what it shows may be old. Somebody is signed in. */
export function drawStates(parts: () => DrawnParts): void {
  describe('each screen in every state', () => {
    let console: ConsoleBrowser;
    let graphql: GraphqlClient;
    let held: HeldGraphql;
    let providerId: string;
    let changes = 0;

    beforeAll(async () => {
      ({ console, graphql } = parts());
      held = await HeldGraphql.at(console.page);
      const { provider } = await graphql.ask<{ provider: { id: string } }>('{ provider(name: "acme") { id } }');
      providerId = provider.id;
    });
    afterAll(async () => {
      await held.end();
      await rename('acme');
    });

    const rename = (displayName: string) => graphql.ask(RENAME, { input: { providerId, displayName } });

    /** Somebody else's change, after which each page asks again for what it shows. */
    const change = async () => {
      changes += 1;
      await rename(`acme, changed ${changes} times`);
    };

    it.each(SCREENS)('%s: loading, failed, and old', async (name, path) => {
      await held.let('waits');
      await console.page.goto(`${console.url}${path}`);
      await console.page.waitForSelector('[aria-label^="Loading"]', { visible: true });
      expect(await console.inspectState(`${name} while loading`)).toEqual([]);
      await held.let('fails');
      await console.sees('The control plane does not answer.');
      expect(await console.inspectState(`${name} after a failure`)).toEqual([]);
      await held.let('passes');
      for (const button of await console.page.$$('::-p-xpath(//button[normalize-space()="Try again"])')) {
        await button.evaluate((element) => Reflect.get(element, 'click').call(element));
      }
      await console.page.waitForFunction(
        `document.querySelector('[aria-label^="Loading"]') === null && !document.body.innerText.includes('does not answer')`,
      );
      if (name === NEVER_OLD) return;
      await console.sees('Live');
      await held.let('fails');
      await change();
      await console.sees('This may be out of date.');
      expect(await console.inspectState(`${name} while old`)).toEqual([]);
    });
  });
}
