import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Client } from 'pg';
import { until } from '@switchyard/runtime';
import { FullStack, type Listening } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import { reservedPort } from '../harness/reserved-port';
import { ConsoleBrowser } from './console-browser';
import { walkByKeyboard } from './keyboard-walk.suite';
import { drawStates } from './screen-states.suite';
import { judgeTypedText } from './typed-text.suite';
import { type Reported, reportedHour } from './reported-hour';
import { reportUsage } from './reported-usage';

interface Provider {
  readonly id: string;
  readonly name: string;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
}

let stack: FullStack;
let controlPlane: Listening & { graphql: GraphqlClient };
let dataPlane: Listening;
let console: ConsoleBrowser;
let graphql: GraphqlClient;

const DIALOG = '[role="dialog"]';

beforeAll(async () => {
  stack = await FullStack.start();
  const dataPlanePort = String(await reservedPort());
  controlPlane = await stack.startControlPlane({ SWITCHYARD_PLAYGROUND_URL: `http://127.0.0.1:${dataPlanePort}` });
  ({ graphql } = controlPlane);
  dataPlane = await stack.startDataPlane({ SWITCHYARD_DATA_PLANE_PORT: dataPlanePort }, false);
  console = await ConsoleBrowser.open(controlPlane.url);
});
afterAll(async () => {
  await console?.close();
  await stack.stop();
});
afterEach(() => {
  expect(console.complaints.splice(0)).toEqual([]);
  expect(console.foreignRequests.splice(0)).toEqual([]);
});

async function signIn(token = stack.adminToken): Promise<void> {
  await console.fill('Access token', token);
  await console.click('button', 'Sign in');
}

/** @param discards whether something is typed that is not saved: then the page asks, and the browser does not ask again */
async function signOut({ discards = false } = {}): Promise<void> {
  const { questions } = console;
  await console.click('button', 'administrator');
  const left = console.page.waitForNavigation();
  await console.click('menuitem', 'Sign out');
  if (discards) await console.click('button', 'Sign out', DIALOG);
  await left;
  await console.find('button', 'Sign in');
  expect(console.questions).toBe(questions);
}

/** The request of the consumer's application. */
async function ask(key: string, model: string): Promise<Response> {
  return fetch(`${dataPlane.url}/support/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello!' }] }),
  });
}

const targets = () =>
  console.page.$$eval('[role="listitem"]', (rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));

describe("the operator's walk-through, by clicking alone", () => {
  it('signs in, after a wrong token was refused', async () => {
    await console.goto('/');
    expect(await console.inspect('sign-in')).toEqual([]);
    await signIn('wrong');
    await console.sees('The token is unknown, expired or revoked.');
    await signIn();
    await console.sees('First steps');
    await console.sees('Live');
    expect(await console.inspect('overview while empty')).toEqual([]);
  });

  it('makes a provider with three models', async () => {
    await console.click('link', 'Providers', 'nav');
    await console.sees('There is no provider yet.');
    expect(await console.inspect('providers while empty')).toEqual([]);
    await console.click('button', 'Create provider');
    await console.fill('Name', 'not good', DIALOG);
    await console.click('button', 'Create provider', DIALOG);
    await console.sees('name: ');
    expect(await console.inspect('create provider refused')).toEqual([]);
    await console.fill('Name', 'acme', DIALOG);
    await console.click('button', 'Create provider', DIALOG);
    await console.sees('This provider has no models yet.');
    for (const model of ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1']) {
      await console.fill('Model list', model, '', 'combobox');
      await console.page.keyboard.press('Enter');
    }
    await console.sees('3 models to add');
    await console.click('button', 'Update');
    await console.sees('Models (3)');
    expect(await console.inspect('models')).toEqual([]);
    await console.click('button', 'Edit prices of gpt-4o');
    await console.click('button', 'Add price', DIALOG);
    await console.fill('Prompt', '2.50', DIALOG);
    await console.click('button', 'Save model', DIALOG);
    await console.sees('Enter an amount, such as 2.50.');
    expect(await console.inspect('prices of a model')).toEqual([]);
    await console.fill('Completion', '10', DIALOG);
    await console.click('button', 'Save model', DIALOG);
    await console.sees(/2\.50? in, 10(\.00)? out/);
    await console.page.waitForSelector(DIALOG, { hidden: true });
  });

  it('adds a production and a sandbox endpoint with URL and key', async () => {
    await console.click('tab', 'Endpoints (0)');
    for (const environment of ['production', 'sandbox']) {
      await console.click('button', `Add ${environment} endpoint`);
      await console.fill('Name', `${environment}-main`, DIALOG);
      await console.fill('URL', `${stack.simulator.url}/v1`, DIALOG);
      await console.fill('API key', `sk-${environment}-1234567890`, DIALOG);
      if (environment === 'production') expect(await console.inspect('add endpoint')).toEqual([]);
      await console.click('button', 'Add endpoint', DIALOG);
      await console.page.waitForSelector(DIALOG, { hidden: true });
      await console.sees(`${environment}-main`);
    }
    await console.click('button', 'Test production-main');
    await console.sees(/works · 200/);
    expect(await console.inspect('endpoints')).toEqual([]);
    await console.click('tab', 'Models (3)');
    await console.click('button', 'Fetch from production-main');
    await console.find('button', 'Choose models', DIALOG);
    expect(await console.inspect('models of the vendor')).toEqual([]);
    await console.page.keyboard.press('Escape');
    await console.page.waitForSelector(DIALOG, { hidden: true });
    const { provider } = await graphql.ask<{ provider: { endpoints: object[] } }>(
      '{ provider(name: "acme") { endpoints { environment credential { isSet } } } }',
    );
    expect(provider.endpoints).toEqual([
      { environment: 'PRODUCTION', credential: { isSet: true } },
      { environment: 'SANDBOX', credential: { isSet: true } },
    ]);
  });

  it('makes an AI API and attaches a weighted policy, whose shares are drawn', async () => {
    await console.click('link', 'AI APIs', 'nav');
    await console.click('button', 'Create AI API');
    await console.fill('Name', 'support', DIALOG);
    await console.choose('Providers', 'acme');
    await console.page.keyboard.press('Escape');
    await console.click('button', 'Create AI API', DIALOG);
    await console.click('button', 'Attach policy');
    await console.choose('Add production target', 'gpt-4o · production-main');
    await console.choose('Add production target', 'gpt-4.1 · production-main');
    await console.fill('Weight of gpt-4o · production-main', '75');
    await console.fill('Weight of gpt-4.1 · production-main', '25');
    await console.find('image', 'Shares: gpt-4o on production-main 75 %, gpt-4.1 on production-main 25 %');
    await console.click('button', 'Preview');
    await console.sees(/1,000 requests with a production key/);
    await console.sees(/create weighted round robin policy/);
    expect(await console.inspect('policy editor with preview')).toEqual([]);
    await console.click('button', 'Attach policy');
    await console.sees('Weighted round robin');
    expect(await console.inspect('policies')).toEqual([]);
  });

  it('changes it to failover with two fallbacks, moved by dragging and by keyboard', async () => {
    await console.click('button', 'Edit policy');
    await console.page.waitForSelector('::-p-aria(Kind of policy)');
    await console.pick('Failover');
    await console.choose('Add production target', 'gpt-4o-mini · production-main');
    await until(async () => (await targets()).length === 3, 'there are three targets');
    const handles = await console.page.$$('.sy-handle');
    const [first, last] = [await handles[0]!.boundingBox(), await handles[2]!.boundingBox()];
    const { mouse } = console.page;
    await mouse.move(last!.x + 5, last!.y + 5);
    await mouse.down();
    await mouse.move(first!.x + 8, first!.y + 12, { steps: 10 });
    await mouse.move(first!.x + 8, first!.y + 1, { steps: 5 });
    await mouse.up();
    await console.sees('gpt-4o-mini on production-main is now the primary.');
    const down = await console.find('button', 'Move gpt-4o-mini · production-main down');
    await down.focus();
    await console.page.keyboard.press('Enter');
    await console.sees('gpt-4o-mini on production-main is now number 2 of 3.');
    expect(await targets()).toEqual([
      'Primary: gpt-4o · production-main',
      'Fallback 1: gpt-4o-mini · production-main',
      'Fallback 2: gpt-4.1 · production-main',
    ]);
    expect(await console.inspect('failover chain')).toEqual([]);
    await console.picture('console-policy');
    await console.fill('Suspend a failed target for, in seconds', '60');
    await console.click('button', 'Save policy');
    await console.sees('Failover from acme/gpt-4o');
  });

  it('refuses a second failover policy with the same primary at its field, and takes it with another', async () => {
    await console.click('button', 'Attach another failover policy');
    await console.choose('Add production target', 'gpt-4o · production-main');
    await console.choose('Add production target', 'gpt-4.1 · production-main');
    await console.click('button', 'Attach policy');
    await console.page.waitForSelector('[role="listitem"] [role="alert"]');
    expect(await console.inspect('policy refused')).toEqual([]);
    await console.click('button', 'Remove gpt-4o · production-main');
    await console.choose('Add production target', 'gpt-4o-mini · production-main');
    await console.fill('Name', 'small-models');
    await console.click('button', 'Preview');
    // The other policy is part of what is planned, and stays as it is.
    await console.sees(/create failover policy support \/ small-models/);
    await console.click('button', 'Attach policy');
    await console.sees('Policies (2)');
    await console.sees('Small-models');
  });

  it('makes a consumer with access and a key that is shown once, and the key works', async () => {
    await console.click('link', 'Consumers', 'nav');
    await console.click('button', 'Create consumer');
    await console.fill('Name', 'web-shop', DIALOG);
    await console.fill('Display name', '<script>alert(1)</script>', DIALOG);
    await console.click('button', 'Create consumer', DIALOG);
    await console.sees('This consumer has no key.');
    // A name is text, whatever is in it.
    await console.sees('<script>alert(1)</script>');
    await console.choose('AI APIs that it may call', 'support');
    await console.page.keyboard.press('Escape');
    await console.click('button', 'Save access');
    await console.sees('Access saved');
    await console.click('button', 'Issue key');
    await console.click('button', 'Issue key', DIALOG);
    await console.sees('Copy it now.');
    expect(await console.inspect('key shown once')).toEqual([]);
    const key = await console.value('Secret');
    expect(key).toMatch(/^sy_live_/);
    await console.click('button', 'I have stored it');
    await console.page.waitForSelector(DIALOG, { hidden: true });
    expect(await console.text()).not.toContain(key);
    expect(await console.inspect('consumer')).toEqual([]);
    await until(async () => (await ask(key, 'gpt-4o')).status === 200, 'the key is served');
  });

  it('shows a streamed answer with its route in the playground, with a key that only the page has', async () => {
    await console.click('link', 'Playground', 'nav');
    await console.choose('AI API', 'support');
    await console.sees('Issue a key first.');
    expect(await console.inspect('playground without key')).toEqual([]);
    await console.click('button', 'Issue a production key for 15 minutes');
    await console.sees(/Key for production until/);
    await console.fill('Compare with', 'gpt-4.1', '', 'combobox');
    await console.page.keyboard.press('Escape');
    await console.fill('Model', 'gpt-4o', '', 'combobox');
    await console.page.keyboard.press('Escape');
    await console.click('button', 'Send');
    await console.sees(/answered · 200[^]*answered · 200/);
    await console.sees('acme / production-main/gpt-4o');
    expect(await console.inspect('playground')).toEqual([]);
  });

  it('shows how the second target answers after the primary was refused, and that it is suspended', async () => {
    stack.simulator.setBehaviours([{ match: { model: 'gpt-4o' }, answer: { status: 503 } }]);
    await console.click('button', 'Send');
    await console.sees(/acme \/ production-main\/gpt-4o\s+\S.*· 503/);
    await console.sees('acme / production-main/gpt-4o-mini');
    expect(await console.inspect('playground after failover')).toEqual([]);
    stack.simulator.setBehaviours([]);
    await console.click('link', 'Overview', 'nav');
    await console.sees(/gpt-4o · production-main\s+support/);
    expect(await console.inspect('overview with a suspended target')).toEqual([]);
  });

  it('shows what happened to requests, and what they used', async () => {
    const { aiApi } = await graphql.ask<{
      aiApi: Reported['aiApi'] & { policies: { id: string }[]; provider: Provider };
    }>(
      '{ aiApi(name: "support") { id name policies { id } provider { id name models { id name } endpoints(environment: PRODUCTION) { id name } } } }',
    );
    const { consumer } = await graphql.ask<{ consumer: { id: string } }>('{ consumer(name: "web-shop") { id } }');
    const { provider } = aiApi;
    const model = (name: string) => provider.models.find((each) => each.name === name)!;
    const reported = {
      aiApi: { id: aiApi.id, name: aiApi.name },
      provider: { id: provider.id, name: provider.name },
      endpoint: provider.endpoints[0]!,
      models: [model('gpt-4o'), model('gpt-4o-mini')] as const,
      consumerId: consumer.id,
      policyId: aiApi.policies[0]!.id,
    };
    await reportUsage(stack, reportedHour(reported, Date.now()));
    await console.click('link', 'Requests', 'nav');
    await console.sees(/overloaded|timeout/);
    expect(await console.inspect('requests')).toEqual([]);
    await console.choose('Show', 'Fault');
    await console.choose('Who is at fault', 'The provider');
    await until(async () => (await console.page.$$('tbody tr')).length === 1, 'only the provider’s fault is left');
    await console.choose('Show', 'AI API');
    await console.choose('AI API', 'support');
    // The request of the playground, which two targets were asked for, as the data plane has recorded it.
    await console.sees(/playground\s+gpt-4o → gpt-4o-mini/);
    const [row] = await console.page.$$('::-p-xpath(//tr[contains(., "3.1 s")])');
    await row!.click();
    await console.sees('gpt-4o-mini · production-main answered after another target had failed.');
    await console.sees('The next target was asked.');
    await console.sees('gpt-4o-mini-2026-08-06');
    expect(await console.inspect('request')).toEqual([]);
    await console.picture('console-request');
    // What is open and filtered is in the address.
    const shared = console.page.url();
    await console.page.goto('about:blank');
    await console.page.goto(shared);
    await console.sees('gpt-4o-mini · production-main answered after another target had failed.');
    await console.page.keyboard.press('Escape');
    await console.page.waitForSelector(DIALOG, { hidden: true });
    await console.click('link', 'Usage', 'nav');
    // The page before has a period too.
    await console.sees('By the time when requests ended.');
    await console.choose('Period', 'Last 1 hour');
    await console.choose('By', 'Model');
    await console.sees('acme / gpt-4o-mini');
    await console.page.waitForSelector('.recharts-area-area');
    // What the data plane has measured.
    await console.sees(/Gateway, half of them within\s+[\d.]+ (µs|ms)/);
    expect(await console.inspect('usage')).toEqual([]);
    await console.click('link', 'AI APIs', 'nav');
    await console.sees(/support[^]*1 target (suspended|being probed)[^]*\d %/);
    await console.click('link', 'support');
    await console.click('tab', 'Overview');
    await console.sees(/Median latency\s+[\d.]+ (µs|ms|s)/);
    expect(await console.inspect('overview of an AI API')).toEqual([]);
    await console.click('link', 'Overview', 'nav');
    await console.sees('what consumers saw');
    await console.sees(/by the fault of the provider \d+/);
    expect(await console.inspect('overview')).toEqual([]);
    await console.picture('console-overview');
  });

  it('rolls back from the history', async () => {
    await console.click('link', 'History', 'nav');
    await console.sees('attachFailoverPolicy');
    expect(await console.inspect('history')).toEqual([]);
    const { revisions } = await graphql.ask<{ revisions: { nodes: { number: number; operation: string }[] } }>(
      '{ revisions { nodes { number operation } } }',
    );
    const attached = revisions.nodes.find(({ operation }) => operation === 'attachFailoverPolicy')!.number;
    await console.click('link', String(attached));
    await console.sees('Differences');
    await console.fill('With revision', String(attached - 1));
    await console.sees(`From revision ${attached - 1} to ${attached}`);
    await console.click('button', `Plan the way back to ${attached - 1}, before this revision`);
    await console.sees(`Plan: back to revision ${attached - 1}`);
    // Also what came after it, whoever did it.
    await console.sees(/Changes since revision \d+, which the plan[^]*createConsumer by administrator/);
    expect(await console.inspect('roll back')).toEqual([]);
    await console.click('button', `Roll back to revision ${attached - 1}`);
    await console.sees('Rolled back');
    const { aiApi } = await graphql.ask<{ aiApi: { policies: object[] } }>(
      '{ aiApi(name: "support") { policies { id } } }',
    );
    expect(aiApi.policies).toHaveLength(1);
  });
});

walkByKeyboard(() => ({ stack, console, graphql }));

it.each([
  ['overview', '/'],
  ['providers', '/providers'],
  ['provider profile', '/providers/acme?tab=profile'],
  ['provider settings', '/providers/acme?tab=settings'],
  ['AI APIs', '/ai-apis'],
  ['endpoints of an AI API', '/ai-apis/support?tab=endpoints'],
  ['explain', '/ai-apis/support?tab=explain'],
  ['connect', '/ai-apis/support?tab=connect'],
  ['AI API settings', '/ai-apis/support?tab=settings'],
  ['consumers', '/consumers'],
  ['data planes', '/data-planes'],
  ['manifest', '/manifest'],
  ['access', '/access'],
  ['API', '/api'],
  ['unknown page', '/nothing'],
  ['unknown provider', '/providers/nobody'],
])('the screen %s is accessible, and fits, in both widths and colour schemes', async (name, path) => {
  await console.goto(path);
  await console.page.waitForFunction('document.querySelector("[aria-label^=Loading]") === null');
  expect(await console.inspect(name)).toEqual([]);
});

drawStates(() => ({ console, graphql }));

judgeTypedText(() => ({ console, graphql }));

describe('while somebody else works on the same configuration', () => {
  it('shows their change at once, and says what it was to whoever edits the same object, who loses nothing', async () => {
    await console.goto('/providers/acme?tab=settings');
    await console.fill('Display name', 'Typed here');
    await console.click('tab', 'Models (3)');
    await console.click('tab', 'Settings');
    expect(await console.value('Display name')).toBe('Typed here');
    const { provider } = await graphql.ask<{ provider: { id: string } }>('{ provider(name: "acme") { id } }');
    const rename = 'mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { revision } }';
    await graphql.ask(rename, { input: { providerId: provider.id, displayName: 'Theirs' } });
    await console.sees('Somebody else changed this while you were editing.');
    await console.sees(/Display name: acme became Theirs/);
    expect(await console.inspect('stale form')).toEqual([]);
    expect(await console.value('Display name')).toBe('Typed here');
    await console.click('button', 'Continue with their changes');
    await console.click('button', 'Save provider');
    await console.sees('Provider saved');
    const { provider: saved } = await graphql.ask<{ provider: { displayName: string } }>(
      '{ provider(name: "acme") { displayName } }',
    );
    expect(saved.displayName).toBe('Typed here');
  });

  it('does not save a policy over theirs, and asks before the edit is left', async () => {
    await console.goto('/ai-apis/support');
    await console.click('button', 'Edit policy');
    await console.fill('Suspend a failed target for, in seconds', '45');
    const read = async () => {
      const { aiApi } = await graphql.ask<{ aiApi: { policies: { id: string }[] } }>(
        '{ aiApi(name: "support") { policies { id suspendDurationSeconds requestTimeoutSeconds } } }',
      );
      return aiApi.policies[0]!;
    };
    const { id: policyId } = await read();
    const update = 'mutation ($input: UpdateFailoverPolicyInput!) { updateFailoverPolicy(input: $input) { revision } }';
    await graphql.ask(update, { input: { policyId, requestTimeoutSeconds: 77 } });
    await console.sees(/Request timeout: 300 s became 77 s/);
    await console.click('button', 'Save policy');
    await console.sees(/has changed: its version is/);
    expect(await read()).toMatchObject({ requestTimeoutSeconds: 77, suspendDurationSeconds: 60 });
    await console.click('link', 'Overview', 'nav');
    await console.sees('Leave without saving?');
    expect(await console.inspect('leave without saving')).toEqual([]);
    await console.click('button', 'Cancel', DIALOG);
    await console.page.waitForSelector(DIALOG, { hidden: true });
    // The header covers what is scrolled below it.
    await console.page.evaluate('scrollTo(0, 0)');
    await console.click('button', 'Continue with their changes');
    await console.click('button', 'Save policy');
    await console.sees('Policy saved');
    expect(await read()).toMatchObject({ requestTimeoutSeconds: 77, suspendDurationSeconds: 45 });
  });

  it('keeps what is typed about a consumer while its keys are paged through, and when they rename it', async () => {
    const { consumer } = await graphql.ask<{ consumer: { id: string } }>('{ consumer(name: "web-shop") { id } }');
    const keys = Array.from({ length: 51 }, () => ({ consumerId: consumer.id, environment: 'SANDBOX' }));
    const issue = 'mutation ($input: IssueConsumerKeysInput!) { issueConsumerKeys(input: $input) { revision } }';
    await graphql.ask(issue, { input: { keys } });
    await console.goto('/consumers/web-shop');
    await console.fill('Display name', 'Typed here');
    await console.click('button', 'Next');
    await console.find('button', 'Next');
    await console.page.waitForFunction('document.querySelectorAll("tbody tr").length < 50');
    expect(await console.value('Display name')).toBe('Typed here');
    const rename = 'mutation ($input: UpdateConsumerInput!) { updateConsumer(input: $input) { revision } }';
    await graphql.ask(rename, { input: { consumerId: consumer.id, name: 'web-store' } });
    await console.sees('It is not there any more under this name.');
    expect(await console.inspect('renamed by somebody else')).toEqual([]);
    expect(await console.value('Display name')).toBe('Typed here');
  });
});

describe('sessions', () => {
  const REVOKE = 'mutation ($id: ID!) { revokeAccessToken(input: { accessTokenId: $id }) { revision } }';
  const CREATE =
    'mutation { createAccessToken(input: { name: "operator", role: EDITOR }) { secret accessToken { id } } }';

  it('asks before signing out while something is typed, and keeps it and the session if the answer is no', async () => {
    await console.goto('/providers/acme?tab=settings');
    await console.fill('Labels', '-chat', '', 'combobox');
    await console.page.keyboard.press('Enter');
    await console.click('button', 'administrator');
    await console.click('menuitem', 'Sign out');
    await console.sees('Sign out without saving?');
    expect(await console.inspect('sign out without saving')).toEqual([]);
    await console.click('button', 'Cancel', DIALOG);
    await console.page.waitForSelector(DIALOG, { hidden: true });
    await console.click('button', 'Save provider');
    await console.sees(/labels\.0\.key|must (be|begin|consist)/);
    await console.click('combobox', 'Labels');
    await console.page.keyboard.press('Backspace');
    await console.fill('Labels', 'team=chat', '', 'combobox');
    await console.page.keyboard.press('Enter');
    await console.click('button', 'Save provider');
    await console.sees('Provider saved');
    expect(await graphql.ask('{ provider(name: "acme") { labels { key value } } }')).toEqual({
      provider: { labels: [{ key: 'team', value: 'chat' }] },
    });
    await console.fill('Display name', 'Lost with the session');
  });

  it('a revoked token ends its session in the open page, which keeps what was typed', async () => {
    const { createAccessToken: created } = await graphql.ask<{
      createAccessToken: { secret: string; accessToken: { id: string } };
    }>(CREATE);
    await signOut({ discards: true });
    await signIn(created.secret);
    await console.sees('Live');
    await console.goto('/providers/acme?tab=settings');
    await console.sees('Live');
    await console.fill('Display name', 'Not yet saved');
    await graphql.ask(REVOKE, { id: created.accessToken.id });
    await console.sees('The session is over');
    expect(await console.inspect('session over')).toEqual([]);
    await console.fill('Access token', stack.adminToken, DIALOG);
    await console.click('button', 'Sign in', DIALOG);
    await console.page.waitForSelector(DIALOG, { hidden: true });
    expect(await console.value('Display name')).toBe('Not yet saved');
    // The page follows what others do again.
    await console.sees(/\bLive\b/);
    const { provider } = await graphql.ask<{ provider: { id: string } }>('{ provider(name: "acme") { id } }');
    const rename = 'mutation ($input: UpdateProviderInput!) { updateProvider(input: $input) { revision } }';
    await graphql.ask(rename, { input: { providerId: provider.id, displayName: 'Theirs again' } });
    await console.sees('Somebody else changed this while you were editing.');
  });

  it('a sign-in link signs in once, and does not stay in the address', async () => {
    const secret = `sy_link_${randomBytes(43).toString('hex').slice(0, 43)}`;
    const database = new Client({ connectionString: stack.databaseUrl });
    await database.connect();
    await database.query('INSERT INTO console_sign_in_link VALUES ($1, $2, $3)', [
      createHash('sha256').update(secret).digest('hex'),
      createHmac('sha256', secret).update(stack.adminToken).digest('hex'),
      new Date(Date.now() + 60_000),
    ]);
    await database.end();
    await signOut({ discards: true });
    const openLink = async () => {
      await console.page.goto('about:blank');
      await console.page.goto(`${console.url}/#sign-in=${secret}`);
    };
    await openLink();
    await console.sees('Overview');
    expect(console.page.url()).toBe(`${console.url}/`);
    await signOut();
    await openLink();
    await console.sees('The sign-in link was used already');
    await signIn();
    await console.sees('Overview');
    await openLink();
    await console.sees('You stay signed in as you were');
    expect(console.page.url()).toBe(`${console.url}/`);
  });
});

it('says that it is not live while the control plane is away, keeps what was typed, and comes back by itself', async () => {
  const port = new URL(controlPlane.url).port;
  await console.goto('/providers/acme?tab=settings');
  await console.sees('Live');
  await console.fill('Display name', 'Typed before the outage');
  await controlPlane.program.stop();
  await console.sees('Not live');
  await console.click('button', 'Save provider');
  await console.sees('The control plane does not answer.');
  expect(await console.inspect('control plane away')).toEqual([]);
  controlPlane = await stack.startControlPlane({ SWITCHYARD_CONTROL_PLANE_PORT: port });
  await console.sees(/\bLive\b/);
  expect(await console.value('Display name')).toBe('Typed before the outage');
  await console.click('button', 'Save provider');
  await console.sees('Provider saved');
  // What a browser writes by itself about connections that it could not open.
  console.complaints.splice(0);
  console.foreignRequests.splice(0);
});

it('does not keep the session of a page that nobody uses, and says before it ends', async () => {
  await console.goto('/');
  await console.sees(/\bLive\b/);
  await console.page.evaluate('{ const now = Date.now; globalThis.passedMs = 0; Date.now = () => now() + passedMs; }');
  const pass = (minutes: number) => console.page.evaluate(`passedMs = ${minutes * 60_000}`);
  const isBackground = async (act: () => Promise<unknown>) => {
    const isAsked = (sent: { url: () => string }) => sent.url() === `${console.url}/graphql`;
    const [sent] = await Promise.all([console.page.waitForRequest(isAsked), act()]);
    return sent.headers()['x-switchyard-background'] === '1';
  };
  await pass(2);
  // What somebody else changes makes the page ask again by itself.
  const change = 'mutation { createConsumer(input: { name: "made-elsewhere" }) { revision } }';
  expect(await isBackground(() => graphql.ask(change))).toBe(true);
  await pass(112);
  await console.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  await console.sees(/The session ends at \d\d:\d\d\./);
  expect(await console.inspect('session ends soon')).toEqual([]);
  expect(await isBackground(() => console.page.keyboard.press('Shift'))).toBe(false);
  await console.page.waitForFunction('!document.body.innerText.includes("The session ends at")');
});

it('says that the control plane has a newer console than the open page', async () => {
  await console.goto('/');
  await console.sees(/\bLive\b/);
  await console.page.$eval('script[type="module"]', (script) => script.setAttribute('src', '/assets/index-before.js'));
  await console.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  await console.sees('The console was updated.');
  expect(await console.inspect('newer console')).toEqual([]);
  await Promise.all([console.page.waitForNavigation(), console.click('button', 'Reload the page')]);
  await console.sees(/\bLive\b/);
  expect(await console.text()).not.toContain('The console was updated.');
});

const OVERVIEW_BYTES_MAX = 280_000;

it(`loads at most ${OVERVIEW_BYTES_MAX} bytes, compressed, up to an Overview that can be used`, async () => {
  const bytes = await console.bytesUntil('/', 'what consumers saw');
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(OVERVIEW_BYTES_MAX);
});

it('takes the pictures that the README shows: npm run pictures writes them there', () => {
  const root = join(__dirname, '../../../..');
  const shown = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\(docs\/images\/([\w-]+\.png)\)/g)];
  const names = shown.map(([, name = '']) => name).sort();
  expect(names).toHaveLength(3);
  expect(console.pictures.map((path) => basename(path)).sort()).toEqual(names);
  for (const path of [...console.pictures, ...names.map((name) => join(root, 'docs/images', name))]) {
    // The width and height of a PNG, after its signature and the head of its first part.
    const png = readFileSync(path);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_280, 800]);
  }
});
