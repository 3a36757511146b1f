import { until } from '@switchyard/runtime';
import { FullStack } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import type { ConsolePage } from './console-page';
import { openPage, type OpenPage } from './browser';

let stack: FullStack;
let open: OpenPage;
let graphql: GraphqlClient;

beforeAll(async () => {
  stack = await FullStack.start();
  open = await openPage('console-page.ts');
  const controlPlane = await stack.startControlPlane({ SWITCHYARD_ALLOWED_ORIGINS: open.origin });
  graphql = controlPlane.graphql;
  await open.page.evaluate(
    (url, token) => {
      const openConsole = Reflect.get(globalThis, 'openConsole') as (url: string, token: string) => ConsolePage;
      Reflect.set(globalThis, 'page', openConsole(url, token));
    },
    graphql.url,
    graphql.token,
  );
});
afterAll(async () => {
  await open?.close();
  await stack.stop();
});

/** Calls a method of the page, in the page. */
function inPage<Name extends keyof ConsolePage>(
  method: Name,
  ...args: Parameters<ConsolePage[Name]>
): Promise<Awaited<ReturnType<ConsolePage[Name]>>> {
  return open.page.evaluate(
    (name, given) => {
      const page = Reflect.get(globalThis, 'page') as Record<string, (...all: unknown[]) => unknown>;
      return page[name]?.(...(given as unknown[]));
    },
    method,
    args as unknown[],
  ) as Promise<Awaited<ReturnType<ConsolePage[Name]>>>;
}

const PROVIDER = 'query ($name: String!) { provider(name: $name) { id name displayName models { id name } } }';

it('Apollo Client in a browser queries, mutates, and receives changes made by others', async () => {
  await inPage('subscribe', 'subscription { revisionPublished(after: 0) { number operation actor { kind } } }');
  expect(await inPage('query', '{ viewer { id } providers { totalCount } }')).toMatchObject({
    providers: { totalCount: 0 },
  });

  const created = await inPage(
    'mutate',
    `mutation ($input: CreateProviderInput!) {
      createProvider(input: $input) { revision provider { id name displayName models { id name } } }
    }`,
    { input: { name: 'acme', template: 'OPENAI', models: [{ name: 'gpt-4o' }] } },
  );
  expect(created).toMatchObject({ createProvider: { revision: 1, provider: { name: 'acme' } } });
  expect(await inPage('query', PROVIDER, { name: 'acme' })).toMatchObject({
    provider: { models: [{ name: 'gpt-4o' }] },
  });

  await graphql.ask('mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { revision } }', {
    input: { name: 'an-application' },
  });
  const events = await until(async () => {
    const seen = await inPage('events');
    return seen.length >= 2 ? seen : null;
  }, 'both revisions are seen');
  expect(events).toEqual(
    [
      [1, 'createProvider'],
      [2, 'createConsumer'],
    ].map(([number, operation]) => ({
      revisionPublished: expect.objectContaining({
        number,
        operation,
        actor: expect.objectContaining({ kind: 'ADMINISTRATOR_TOKEN' }) as unknown,
      }) as unknown,
    })),
  );
  expect(open.complaints).toEqual([]);
});

it("a changed object is updated in the page's cache, without any configuration of the cache", async () => {
  const before = (await inPage('query', PROVIDER, { name: 'acme' })) as { provider: { id: string } };
  await inPage(
    'mutate',
    'mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { provider { id displayName } } }',
    { input: { providerId: before.provider.id, displayName: 'Acme, renamed' } },
  );
  expect(await inPage('cached', PROVIDER, { name: 'acme' })).toMatchObject({
    provider: { displayName: 'Acme, renamed', models: [{ name: 'gpt-4o' }] },
  });
});

it('a page from an origin that is not allowed gets no answer', async () => {
  const elsewhere = await openPage('console-page.ts');
  try {
    const outcome = await elsewhere.page.evaluate(
      (url, token) => {
        const openConsole = Reflect.get(globalThis, 'openConsole') as (url: string, token: string) => ConsolePage;
        return openConsole(url, token)
          .query('{ viewer { id } }')
          .then(
            () => 'answered',
            () => 'refused',
          );
      },
      graphql.url,
      graphql.token,
    );
    expect(outcome).toBe('refused');
    expect(elsewhere.complaints.join()).toContain('CORS');
  } finally {
    await elsewhere.close();
  }
});
