import { pause, until } from '@switchyard/runtime';
import { postChat } from '../harness/chat';
import { type Configuration, makeConfiguration, setPolicies } from '../harness/demo-configuration';
import type { FullStack, Listening } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import { untilServed } from '../harness/served-revision';

const MIB = 1_048_576;
/** The least that may be set. */
const SPOOL_MIB = 1;
const CONSUMERS = 4;

export interface StackWithControlPlane {
  readonly stack: FullStack;
  readonly graphql: GraphqlClient;
}

/** A data plane whose usage cannot be sent, as its operator sees it. */
export function natsAwaySuite(planes: () => StackWithControlPlane): void {
  describe('with NATS away', () => {
    const startedAt = new Date();
    let stack: FullStack;
    let graphql: GraphqlClient;
    let configuration: Configuration;
    let dataPlane: Listening & { readonly adminUrl: string };
    /** When each request began, in ms since the epoch. */
    const beganAtMs: number[] = [];

    async function metric(name: string): Promise<number> {
      const text = await (await fetch(`${dataPlane.adminUrl}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    }
    const droppedBatches = () => metric('switchyard_usage_dropped_batches_total');
    const usageProblem = async () =>
      ((await (await fetch(`${dataPlane.adminUrl}/readyz`)).json()) as { usageProblem: string | null }).usageProblem;
    const period = () => ({
      from: startedAt.toISOString(),
      to: new Date(Date.now() + 3_600_000).toISOString(),
    });

    /** How many requests the control plane knows of. */
    async function reportedRequests(): Promise<number> {
      const { usage } = await graphql.ask<{ usage: { totals: { requests: { requests: number } } } }>(
        `query ($from: DateTime!, $to: DateTime!, $id: ID!) {
          usage(from: $from, to: $to, filter: { aiApiIds: [$id] }) { totals { requests { requests } } }
        }`,
        { ...period(), id: configuration.aiApiId },
      );
      return usage.totals.requests.requests;
    }

    /** Sends requests that fail at every target: each has a record. */
    async function fillSpool(isFull: () => boolean): Promise<void> {
      const body = JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content: 'hello' }] });
      while (!isFull()) {
        beganAtMs.push(Date.now());
        await (await postChat(dataPlane.url, configuration, body)).arrayBuffer();
        await pause(10);
      }
    }

    beforeAll(async () => {
      ({ stack, graphql } = planes());
      configuration = await makeConfiguration(graphql, stack.simulator.url);
      const [primary, ...fallbacks] = ['gpt-a', 'gpt-b', 'gpt-c'].map((model) => configuration.target(model));
      const failover = [{ production: { primary, fallbacks }, suspendDurationSeconds: 0 }];
      const revision = await setPolicies(graphql, configuration.aiApiId, { failover });
      dataPlane = await stack.startDataPlane({ SWITCHYARD_USAGE_SPOOL_MIB_MAX: String(SPOOL_MIB) });
      await untilServed(dataPlane.url, revision);
      stack.simulator.setBehaviours([{ answer: { status: 500, headers: { 'x-request-id': 'x'.repeat(120) } } }]);
      await stack.nats.halt();
    });

    it('the spool reaches its bound and stays there, and operators are told', async () => {
      let dropped = 0;
      const filling = Promise.all(Array.from({ length: CONSUMERS }, () => fillSpool(() => dropped > 0)));
      while (dropped === 0) {
        expect(await metric('switchyard_usage_spool_bytes')).toBeLessThanOrEqual(SPOOL_MIB * MIB);
        dropped = await droppedBatches();
        await pause(100);
      }
      await filling;
      expect(await metric('switchyard_usage_spool_bytes')).toBeGreaterThan((SPOOL_MIB * MIB) / 2);
      expect(await metric('switchyard_usage_spool_bytes_max')).toBe(SPOOL_MIB * MIB);
      // The spool of a test may be full before the first attempt to send has timed out.
      const told =
        /^Usage cannot be sent since \S+: .* of 1 MiB wait in the data folder\. There is no more room: the oldest is dropped, /;
      await until(async () => told.test((await usageProblem()) ?? ''), 'the problem says since when');
      for (const line of ['cannot send usage', 'no room for usage that is not sent yet; dropping the oldest']) {
        expect(dataPlane.program.output.split(line)).toHaveLength(2);
      }
    });

    it('all that was kept arrives when it is back, and a gap says what was lost', async () => {
      await stack.nats.restart();
      await until(async () => (await metric('switchyard_usage_spool_batches')) === 0, 'all is sent');
      const batches = await droppedBatches();
      const lost = await until(async () => {
        const { usageGaps } = await graphql.ask<{ usageGaps: { cause: string; batches: number; to: string }[] }>(
          'query ($from: DateTime!, $to: DateTime!) { usageGaps(from: $from, to: $to) { cause batches to } }',
          period(),
        );
        const found = usageGaps.filter(({ cause }) => cause === 'SPOOL_FULL');
        return found.reduce((sum, gap) => sum + gap.batches, 0) === batches ? found : null;
      }, 'the gap is shown');
      const knownAgainMs = Math.max(...lost.map(({ to }) => Date.parse(to)));
      const afterGap = beganAtMs.filter((atMs) => atMs > knownAgainMs).length;
      await until(async () => (await reportedRequests()) >= afterGap, 'what was kept is counted');
      expect(afterGap).toBeGreaterThan(0);
      expect(await reportedRequests()).toBeLessThan(beganAtMs.length);
      expect(await usageProblem()).toBeNull();
      expect(dataPlane.program.output).toContain('can send usage again');
    });
  });
}
