import fc from 'fast-check';
import { postChat, targetOf } from './harness/chat';
import { issueKey, makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';

const CHAT = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });

let stack: FullStack;
let graphql: GraphqlClient;
let gateway: string;
let configuration: Configuration;

beforeAll(async () => {
  stack = await FullStack.start();
  graphql = (await stack.startControlPlane()).graphql;
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  gateway = (await stack.startDataPlane()).url;
  await untilServed(gateway, configuration.revision);
});
afterAll(() => stack.stop());
beforeEach(() => stack.simulator.clearBehaviours());

interface RollBack {
  readonly revision: number;
  readonly applied: boolean;
  readonly plan: { readonly warnings: { readonly code: string; readonly path: string[] }[] };
}

/** Rolls back and waits until the data plane serves it. */
async function rollBack(toRevision: number): Promise<RollBack> {
  const answer = await graphql.ask<{ rollBack: RollBack }>(
    `mutation ($input: RollBackInput!) { rollBack(input: $input) { revision applied plan { warnings { code path } } } }`,
    { input: { toRevision } },
  );
  await untilServed(gateway, answer.rollBack.revision);
  return answer.rollBack;
}

async function revoke(consumerKeyId: string): Promise<number> {
  const answer = await graphql.ask<{ revokeConsumerKey: { revision: number } }>(
    `mutation ($input: RevokeConsumerKeyInput!) { revokeConsumerKey(input: $input) { revision } }`,
    { input: { consumerKeyId } },
  );
  return answer.revokeConsumerKey.revision;
}

const target = (model: string) => configuration.target(model);
const statusFor = async (key: string, at: Configuration = configuration) =>
  (await postChat(gateway, at, CHAT, { authorization: `Bearer ${key}` })).status;

/** What a rollback restores: the manifest without consumers and their access. */
async function restorable(): Promise<string> {
  const { exportManifest } = await graphql.ask<{ exportManifest: string }>('{ exportManifest }');
  const [before = ''] = exportManifest.split(/^consumers:/m);
  return before;
}

it('after each of 50 rollbacks to random revisions, the export is as it was then, revoked keys are refused and live ones served', async () => {
  const { aiApiId, consumerId } = configuration;
  const live = [configuration.liveKey];
  const revoked: string[] = [];
  const exports = new Map<number, string>();
  const note = async (revision: number) => void exports.set(revision, await restorable());
  await note(configuration.revision);
  for (const [turn, model] of ['gpt-a', 'gpt-b', 'gpt-c', 'gpt-a', 'gpt-b', 'gpt-c'].entries()) {
    const kept = await issueKey(graphql, consumerId, 'PRODUCTION');
    live.push(kept.secret);
    await note(kept.revision);
    const lost = await issueKey(graphql, consumerId, 'PRODUCTION');
    // The key is alive at this revision: rolling back to it must not restore the key.
    await note(lost.revision);
    revoked.push(lost.secret);
    const production = { targets: [target(model)] };
    const policies =
      turn % 2 === 0
        ? { roundRobin: { production, suspendDurationSeconds: turn } }
        : { weightedRoundRobin: { production: { targets: [{ ...target(model), weight: turn }] } } };
    await note(await setPolicies(graphql, aiApiId, policies));
    const { addModels } = await graphql.ask<{ addModels: { revision: number } }>(
      `mutation ($input: AddModelsInput!) { addModels(input: $input) { revision } }`,
      { input: { providerId: configuration.providerId, models: [{ name: `later-${turn}` }] } },
    );
    await note(addModels.revision);
    await note(await revoke(lost.id));
  }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...exports.keys()), async (revision) => {
      await rollBack(revision);
      expect(await restorable()).toBe(exports.get(revision));
      const refused = await Promise.all(revoked.map((key) => statusFor(key)));
      const served = await Promise.all(live.map((key) => statusFor(key)));
      expect({ refused, served }).toEqual({ refused: revoked.map(() => 401), served: live.map(() => 200) });
    }),
    { numRuns: 50 },
  );
});

it('an AI API restored by a rollback serves no consumer until access is granted again', async () => {
  const before = await setPolicies(graphql, configuration.aiApiId, { failover: [] });
  const later = await makeConfiguration(graphql, stack.simulator.url);
  await untilServed(gateway, later.revision);
  expect(await statusFor(later.liveKey, later)).toBe(200);
  const away = await rollBack(before);
  expect(away.plan.warnings.map(({ code }) => code)).toContain('ACCESS_REVOKED');
  expect(await statusFor(later.liveKey, later)).toBe(404);
  const back = await rollBack(later.revision);
  expect(back.plan.warnings.map(({ code }) => code)).toEqual([
    'CREDENTIAL_MISSING',
    'CREDENTIAL_MISSING',
    'ACCESS_MISSING',
  ]);
  expect(await statusFor(later.liveKey, later)).toBe(403);
  expect(await statusFor(configuration.liveKey)).toBe(200);
});

it('a suspended target stays suspended if a rollback does not change its policy', async () => {
  const { aiApiId } = configuration;
  const policies = {
    failover: [
      { production: { primary: target('gpt-a'), fallbacks: [target('gpt-b')] }, suspendDurationSeconds: 3_600 },
    ],
  };
  const to = await setPolicies(graphql, aiApiId, policies);
  const { updateAiApi } = await graphql.ask<{ updateAiApi: { revision: number } }>(
    `mutation ($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }`,
    { input: { aiApiId, displayName: 'Renamed by mistake' } },
  );
  await untilServed(gateway, updateAiApi.revision);
  stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, times: 1, answer: { status: 500 } }]);
  expect(await targetOf(gateway, configuration, 'gpt-a')).toBe('production/gpt-b');
  stack.simulator.clearRequests();
  expect(await rollBack(to)).toMatchObject({ applied: true });
  // The primary would answer again; only its suspension prevents that.
  expect(await targetOf(gateway, configuration, 'gpt-a')).toBe('production/gpt-b');
  expect(stack.simulator.requests().map(({ model }) => model)).toEqual(['gpt-b']);
});
