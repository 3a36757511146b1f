import { startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { postChat } from './harness/chat';
import { issueKey, makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { GraphqlClient } from './harness/graphql';
import { publishedTable } from './harness/published-table';
import { untilServed } from './harness/served-revision';

const MUTATIONS = 200;
const CLIENTS = 5;
/** The number of answers after which the control plane is killed, for each round. */
const ROUNDS = [10, 60, 130];
const MODELS = ['gpt-a', 'gpt-b', 'gpt-c'];
/** Long, so that on a busy machine no mutation is refused because others are before it. */
const PATIENT = { SWITCHYARD_DATABASE_WAIT_SECONDS: '600' };
const CHAT = JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'hello' }] });

/** An acknowledged mutation. The comment of its revision is its tag. */
interface Acknowledged {
  readonly tag: string;
  readonly operation: string;
  readonly revision: number;
  /** The secret of a consumer key, which only this answer contains. */
  readonly secret: string | undefined;
}

interface Revision {
  readonly number: number;
  readonly operation: string;
  readonly comment: string | null;
  readonly changeCount: number;
}

let stack: FullStack;
let dataPlane: string;
let last: Awaited<ReturnType<FullStack['startControlPlane']>>;
let graphql: GraphqlClient;
let configuration: Configuration;
const acknowledged: Acknowledged[] = [];
/** Secrets of keys to be revoked, by the tag of the mutation. */
const revocations = new Map<string, string>();

beforeAll(async () => {
  stack = await FullStack.start();
  const first = await stack.startControlPlane();
  configuration = await makeConfiguration(first.graphql, stack.simulator.url, MODELS);
  await setPolicies(first.graphql, configuration.aiApiId, {
    roundRobin: { production: { targets: MODELS.map((model) => configuration.target(model)) } },
  });
  dataPlane = (await stack.startDataPlane()).url;
  await first.program.stop();
  for (const [round, answers] of ROUNDS.entries()) await killAmidChanges(round, answers);
  last = await stack.startControlPlane();
  ({ graphql } = last);
});
afterAll(() => stack.stop());

/** Sends all mutations at once, from several clients, and kills the control plane after a number of answers. */
async function killAmidChanges(round: number, answersBeforeKill: number): Promise<void> {
  const { program, url, graphql: own } = await stack.startControlPlane(PATIENT);
  const clients = Array.from({ length: CLIENTS }, () => new GraphqlClient(`${url}/graphql`, stack.adminToken));
  const doomed = await Promise.all(
    Array.from({ length: 10 }, () => issueKey(own, configuration.consumerId, 'PRODUCTION')),
  );
  const before = acknowledged.length;
  const end = Promise.withResolvers<void>();
  const sent = Array.from({ length: MUTATIONS }, (_, turn) => {
    const tag = `r${round}-t${turn}`;
    const [operation, input, secret] = mutationOf(turn, tag, doomed);
    if (secret !== undefined) revocations.set(tag, secret);
    return change(clients[turn % CLIENTS]!, operation, { ...input, comment: tag }).then(() => {
      if (acknowledged.length - before >= answersBeforeKill) end.resolve();
    });
  });
  await Promise.race([end.promise, Promise.all(sent)]);
  await program.stop('SIGKILL');
  await Promise.all(sent);
  const answers = acknowledged.length - before;
  expect(answers).toBeGreaterThanOrEqual(answersBeforeKill);
  // It was killed while there was work left.
  expect(answers).toBeLessThan(MUTATIONS);
}

/**
 * Sends a mutation and records it if it is answered. An unanswered one may or may not have been committed; one that a busy machine
 * kept waiting for too long is refused, was not committed, and is sent again.
 */
async function change(client: GraphqlClient, operation: string, input: { comment: string }): Promise<void> {
  const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
  const selection = operation === 'issueConsumerKey' ? 'revision secret' : 'revision';
  const document = `mutation ($input: ${type}!) { ${operation}(input: $input) { ${selection} } }`;
  for (let isRefused = true; isRefused;) {
    const answer = await client
      .send<Record<string, { revision: number; secret?: string }>>(document, { input })
      // The connection was cut.
      .catch(() => null);
    isRefused = answer?.errors?.[0]?.extensions.code === 'UNAVAILABLE';
    const { revision, secret } = answer?.data?.[operation] ?? {};
    if (revision !== undefined) acknowledged.push({ tag: input.comment, operation, revision, secret });
  }
}

/** One of seven mutations: on a new object, on several objects at once, and on the same objects repeatedly. */
function mutationOf(
  turn: number,
  tag: string,
  doomed: readonly { id: string; secret: string }[],
): [operation: string, input: object, secret?: string] {
  const { providerId, aiApiId, endpointId, consumerId } = configuration;
  const targets = MODELS.map((model) => configuration.target(model));
  const mutations: (() => [string, object, string?])[] = [
    () => [
      'createProvider',
      { name: tag, template: 'OPENAI', models: ['x', 'y', 'z'].map((name) => ({ name: `${tag}-${name}` })) },
    ],
    () => [
      'updateModels',
      { models: targets.map(({ modelId }, index) => ({ modelId, displayName: `${tag} ${index}` })) },
    ],
    () => ['createConsumer', { name: tag }],
    () => ['issueConsumerKey', { consumerId, environment: 'PRODUCTION', displayName: tag }],
    () => [
      'setPolicies',
      {
        aiApiId,
        roundRobin: { production: { targets: targets.slice(turn % 3) }, requestTimeoutSeconds: timeoutOf(tag) },
      },
    ],
    () => [
      'createAiApi',
      { name: tag, basePath: `/${tag}`, providerIds: [providerId], defaultProductionEndpointId: endpointId },
    ],
    () => {
      const key = doomed[Math.floor(turn / 7)];
      return key === undefined
        ? ['createConsumer', { name: `${tag}-more` }]
        : ['revokeConsumerKey', { consumerKeyId: key.id }, key.secret];
    },
  ];
  return mutations[turn % mutations.length]!();
}

const turnOf = (tag: string) => Number(/\d+$/.exec(tag)?.[0]);
/** Different for each mutation: an unchanged policy would not create a revision. */
const timeoutOf = (tag: string) => Number(/^r(\d+)/.exec(tag)?.[1]) * MUTATIONS + turnOf(tag) + 1;

/** All nodes of a root connection. */
async function all<T>(field: string, selection: string): Promise<T[]> {
  const found: T[] = [];
  let after: string | null = null;
  do {
    const page: { connection: { nodes: T[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await graphql.ask(
        `query ($after: String) { connection: ${field}(first: 200, after: $after) { nodes { ${selection} } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    found.push(...page.connection.nodes);
    after = page.connection.pageInfo.hasNextPage ? page.connection.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

/** The tags at the beginning of names, sorted. */
const named = (names: readonly { name: string }[]) =>
  names
    .map(({ name }) => /^r\d+-t\d+/.exec(name)?.[0])
    .filter((name) => name !== undefined)
    .toSorted();

const revisions = () => all<Revision>('revisions', 'number operation comment changeCount');
const statusWith = async (liveKey: string) => {
  const response = await postChat(dataPlane, { ...configuration, liveKey }, CHAT);
  await response.arrayBuffer();
  return response.status;
};

const landed = (found: Revision | undefined) => ({ operation: found?.operation, revision: found?.number });

it('the revisions have no gaps, and contain every acknowledged mutation exactly once', async () => {
  const history = await revisions();
  expect(history.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(history.map((_, index) => index + 1));
  const byTag = new Map(history.map((revision) => [revision.comment, revision]));
  expect(acknowledged.map(({ tag }) => ({ tag, ...landed(byTag.get(tag)) }))).toEqual(
    acknowledged.map(({ tag, operation, revision }) => ({ tag, operation, revision })),
  );
  const tags = history.flatMap(({ comment }) => comment ?? []);
  expect(tags).toHaveLength(new Set(tags).size);
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS.reduce((sum, answers) => sum + answers));
});

it('every mutation is all or nothing: it is complete, or leaves no trace', async () => {
  const history = await revisions();
  const tagsOf = (...operations: string[]) =>
    history
      .flatMap(({ comment, operation }) => (comment !== null && operations.includes(operation) ? [comment] : []))
      .toSorted();

  const providers = await all<{ name: string; models: { name: string; displayName: string | null }[] }>(
    'providers',
    'name models { name displayName }',
  );
  expect(named(providers)).toEqual(tagsOf('createProvider'));
  for (const { name, models } of providers.filter((provider) => named([provider]).length > 0)) {
    expect(models.map((model) => model.name).toSorted()).toEqual([`${name}-x`, `${name}-y`, `${name}-z`]);
  }
  expect(named(await all('consumers', 'name'))).toEqual(tagsOf('createConsumer'));
  expect(named(await all('aiApis', 'name'))).toEqual(tagsOf('createAiApi'));

  const lastTag = (operation: string) =>
    history
      .filter((revision) => revision.operation === operation && revision.comment !== null)
      .toSorted((a, b) => b.number - a.number)[0]?.comment;
  const shared = providers.find(({ models }) => models.some(({ name }) => name === MODELS[0]));
  const renamedBy = lastTag('updateModels');
  expect(shared?.models.map(({ displayName }) => displayName).toSorted()).toEqual(
    MODELS.map((_, index) => `${renamedBy} ${index}`),
  );
  for (const { operation, changeCount, comment } of history) {
    if (comment !== null && operation === 'createProvider') expect(changeCount).toBe(4);
    if (operation === 'updateModels') expect(changeCount).toBe(3);
  }

  const policyTag = lastTag('setPolicies') ?? '';
  const { aiApi } = await graphql.ask<{
    aiApi: { policies: { requestTimeoutSeconds: number; production: { targets: object[] } }[] };
  }>(
    `query ($id: ID!) { aiApi(id: $id) { policies { requestTimeoutSeconds ... on RoundRobinPolicy { production { targets { __typename } } } } } }`,
    { id: configuration.aiApiId },
  );
  expect(aiApi.policies).toMatchObject([{ requestTimeoutSeconds: timeoutOf(policyTag) }]);
  expect(aiApi.policies[0]?.production.targets).toHaveLength(MODELS.length - (turnOf(policyTag) % 3));
});

it('the data plane ends up accepting every issued key and no revoked one', async () => {
  const { controlPlane } = await graphql.ask<{ controlPlane: { committedRevision: number } }>(
    '{ controlPlane { committedRevision } }',
  );
  await untilServed(dataPlane, controlPlane.committedRevision);
  const issued = acknowledged.flatMap(({ secret }) => secret ?? []);
  const revoked = acknowledged.flatMap(({ tag }) => revocations.get(tag) ?? []);
  expect([issued.length > 0, revoked.length > 0]).toEqual([true, true]);
  for (const secret of issued) expect(await statusWith(secret)).toBe(200);
  for (const secret of revoked) expect(await statusWith(secret)).toBe(401);
});

it('the published table equals one compiled from the database from scratch', async () => {
  const { controlPlane } = await graphql.ask<{ controlPlane: { committedRevision: number } }>(
    '{ controlPlane { committedRevision } }',
  );
  await untilServed(dataPlane, controlPlane.committedRevision);
  const published = await publishedTable(stack.nats.url, stack.sealingKey);
  const empty = await startNats();
  try {
    // Only one control plane publishes at a time, and this one starts with nothing but the database.
    await last.program.stop();
    const { program } = await stack.startControlPlane({ NATS_URL: empty.url });
    const fresh = await until(() => publishedTable(empty.url, stack.sealingKey), 'the table is published again');
    expect(published?.entries.size).toBe(published?.entryCount);
    expect(published).toEqual(fresh);
    await program.stop();
    last = await stack.startControlPlane();
    graphql = last.graphql;
  } finally {
    await empty.stop();
  }
});
