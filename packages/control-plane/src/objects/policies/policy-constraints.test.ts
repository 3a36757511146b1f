import { randomUUID } from 'node:crypto';
import { createWorld } from '../../testing/world.suite';
import { PoliciesUnderTest } from '../../testing/policies-under-test.suite';

// Each race runs dozens of mutations, which wait for each other.
let policies: PoliciesUnderTest;

beforeAll(async () => {
  policies = await PoliciesUnderTest.start();
});
afterAll(() => policies.underTest.stop());
beforeEach(() => policies.begin());

describe('two mutations at once', () => {
  const race = async (kinds: [string, object][]) => {
    const outcomes = await Promise.all(
      kinds.map(([kind, input]) =>
        policies.underTest.ask(
          `mutation($input: Attach${kind}PolicyInput!) { made: attach${kind}Policy(input: $input) { revision } }`,
          { input: { aiApiId: policies.world.aiApiId, ...input } },
        ),
      ),
    );
    const losers = outcomes.flatMap(({ errors }) => errors ?? []);
    return { winners: outcomes.filter(({ errors }) => errors === undefined).length, losers };
  };

  it('cannot both attach a load-balancing policy: the loser gets POLICY_RULE', async () => {
    for (let round = 0; round < 8; round += 1) {
      await policies.begin();
      const { winners, losers } = await race([
        ['RoundRobin', { production: { targets: [policies.target(0)] } }],
        ['WeightedRoundRobin', { production: { targets: [{ ...policies.target(0), weight: 1 }] } }],
      ]);
      expect(winners).toBe(1);
      expect(losers.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([
        ['CONFLICT', 'POLICY_RULE'],
      ]);
      expect(await policies.read()).toHaveLength(1);
    }
  });

  it('cannot both attach a failover policy for the same primary model: the loser gets TAKEN', async () => {
    for (let round = 0; round < 8; round += 1) {
      await policies.begin();
      const { winners, losers } = await race([
        ['Failover', { production: policies.chain(0, 1) }],
        ['Failover', { production: policies.chain(0, 2) }],
      ]);
      expect(winners).toBe(1);
      expect(losers.map(({ extensions }) => [extensions.code, extensions.reason])).toEqual([['CONFLICT', 'TAKEN']]);
      expect(await policies.read()).toHaveLength(1);
    }
  });
});

describe('the constraints behind the rules', () => {
  const insert = (kind: string, maxAttempts: number | null) =>
    policies.underTest.sql(
      `INSERT INTO policy (id, ai_api_id, kind, suspend_duration_seconds, request_timeout_seconds,
         total_timeout_seconds, max_attempts, version, created_at, updated_at)
       VALUES (gen_random_uuid(), $1, $2, 0, 1, 1, $3, 1, now(), now())`,
      [policies.world.aiApiId, kind, maxAttempts],
    );

  it('reject a second load-balancing policy and a policy of another kind', async () => {
    await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    await expect(insert('ROUND_ROBIN', 1)).rejects.toMatchObject({ constraint: 'policy_load_balancing_rule' });
    await expect(insert('FAILOVER', null)).rejects.toMatchObject({ constraint: 'policy_kind_rule' });
  });

  it('reject a target of another provider or environment and a second policy with the same primary', async () => {
    const other = await createWorld(policies.underTest);
    const { policy } = await policies.attach('Failover', { production: policies.chain(0, 1) });
    const second = await policies.attach('Failover', { production: policies.chain(1, 0) });
    const add = (modelId: string, endpointId: string, { aiApiId, providerId } = policies.world) =>
      policies.underTest.sql(
        `INSERT INTO policy_target (policy_id, environment, position, ai_api_id, provider_id, model_id, endpoint_id)
         VALUES ($1, 'PRODUCTION', 9, $2, $3, $4, $5)`,
        [policy.id, aiApiId, providerId, modelId, endpointId],
      );
    const ofOther = { ...policies.world, providerId: other.providerId };
    await expect(add(other.modelIds[0], other.productionId, ofOther)).rejects.toMatchObject({
      constraint: 'policy_target_provider',
    });
    await expect(add(other.modelIds[0], other.productionId, other)).rejects.toMatchObject({
      constraint: 'policy_target_policy',
    });
    await expect(add(other.modelIds[0], policies.world.productionId)).rejects.toMatchObject({
      constraint: 'policy_target_model',
    });
    await expect(add(policies.world.modelIds[2], other.productionId)).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
    await expect(add(policies.world.modelIds[2], policies.world.sandboxId)).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
    const take = policies.underTest.sql('UPDATE failover_primary SET model_id = $2 WHERE policy_id = $1', [
      second.policy.id,
      policies.world.modelIds[0],
    ]);
    await expect(take).rejects.toMatchObject({ constraint: 'failover_primary_taken' });
  });

  it('reject a target whose model or endpoint does not exist, and an endpoint that a target of the other side names', async () => {
    const { policy } = await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    const target = (environment: string, modelId: string, endpointId: string) =>
      policies.underTest.sql(
        `INSERT INTO policy_target (policy_id, environment, position, ai_api_id, provider_id, model_id, endpoint_id)
         VALUES ($1, $2, 9, $3, $4, $5, $6)`,
        [policy.id, environment, policies.world.aiApiId, policies.world.providerId, modelId, endpointId],
      );
    const { modelIds, productionId } = policies.world;
    await expect(target('PRODUCTION', randomUUID(), productionId)).rejects.toMatchObject({
      constraint: 'policy_target_model',
    });
    await expect(target('PRODUCTION', modelIds[1], randomUUID())).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
    await expect(target('SANDBOX', modelIds[1], productionId)).rejects.toMatchObject({
      constraint: 'policy_target_endpoint',
    });
  });

  it('reject a default endpoint of the other environment, of another provider, or that does not exist', async () => {
    const other = await createWorld(policies.underTest);
    const { aiApiId, sandboxId, productionId } = policies.world;
    const set = (side: 'production' | 'sandbox', endpointId: string) =>
      policies.underTest.sql(`UPDATE ai_api SET default_${side}_endpoint_id = $2 WHERE id = $1`, [aiApiId, endpointId]);
    for (const endpointId of [sandboxId, other.productionId, randomUUID()]) {
      await expect(set('production', endpointId)).rejects.toMatchObject({ constraint: 'ai_api_production_endpoint' });
    }
    await expect(set('sandbox', productionId)).rejects.toMatchObject({ constraint: 'ai_api_sandbox_endpoint' });
  });

  it("reject a list of providers without one that a target or an alias uses, and another first one than the AI API's own", async () => {
    const other = await createWorld(policies.underTest);
    const { aiApiId, providerId, modelIds } = policies.world;
    const run = (statement: string, ...values: string[]) => policies.underTest.sql(statement, values);
    const alias = `INSERT INTO model_alias (ai_api_id, name, position, provider_id, model_id) VALUES ($1, 'fast', 0, $2, $3)`;
    await expect(run(alias, aiApiId, other.providerId, other.modelIds[0])).rejects.toMatchObject({
      constraint: 'model_alias_provider',
    });
    await expect(run(alias, aiApiId, providerId, other.modelIds[0])).rejects.toMatchObject({
      constraint: 'model_alias_model',
    });
    await expect(run('DELETE FROM ai_api_provider WHERE ai_api_id = $1', aiApiId)).rejects.toMatchObject({
      constraint: 'ai_api_first_provider',
    });
    const both = { aiApiId, providerIds: [providerId, other.providerId] };
    await policies.underTest.change('updateAiApi', both, 'revision');
    await run(alias, aiApiId, other.providerId, other.modelIds[0]);
    const leave = 'DELETE FROM ai_api_provider WHERE ai_api_id = $1 AND provider_id = $2';
    await expect(run(leave, aiApiId, other.providerId)).rejects.toMatchObject({ constraint: 'model_alias_provider' });
    await run('DELETE FROM model_alias WHERE ai_api_id = $1', aiApiId);
    const target = { modelId: other.modelIds[0], endpointId: other.productionId };
    await policies.attach('RoundRobin', { production: { targets: [target, policies.target(0)] } });
    await expect(run(leave, aiApiId, other.providerId)).rejects.toMatchObject({ constraint: 'policy_target_provider' });
    const swap = 'UPDATE ai_api_provider SET position = 1 - position WHERE ai_api_id = $1';
    await expect(run(swap, aiApiId)).rejects.toMatchObject({ constraint: 'ai_api_first_provider' });
    await expect(run('DELETE FROM model WHERE id = $1', modelIds[0])).rejects.toThrow(/violates foreign key/);
  });

  it('reject another environment or provider for an endpoint in use, and the deletion of what a target names', async () => {
    await policies.attach('RoundRobin', { production: { targets: [policies.target(0)] } });
    const { productionId, modelIds } = policies.world;
    const other = await createWorld(policies.underTest);
    const run = (statement: string, ...values: string[]) => policies.underTest.sql(statement, values);
    await expect(run(`UPDATE endpoint SET environment = 'SANDBOX' WHERE id = $1`, productionId)).rejects.toThrow(
      /violates foreign key/,
    );
    const move = 'UPDATE endpoint SET provider_id = $2 WHERE id = $1';
    await expect(run(move, productionId, other.providerId)).rejects.toThrow(/violates foreign key/);
    await expect(run('DELETE FROM endpoint WHERE id = $1', productionId)).rejects.toThrow(/violates foreign key/);
    await expect(run('DELETE FROM model WHERE id = $1', modelIds[0])).rejects.toThrow(/violates foreign key/);
  });
});
