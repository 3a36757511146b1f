import type { Simulator } from '@switchyard/simulator';
import { makeConfiguration, type Configuration, setPolicies } from '../harness/demo-configuration';
import { FullStack } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import type { Program } from '../harness/program';
import { untilServed } from '../harness/served-revision';
import { type ProcessFigures, processFigures } from './process-figures';

/** A target that is tried first, as a model on an endpoint, and the one after it. */
export interface SoakedPolicy {
  readonly model: string;
  /** The production endpoint on the simulator by default. */
  readonly vendorUrl?: string;
  readonly fallback: string;
  readonly suspendDurationSeconds?: number;
  readonly requestTimeoutSeconds?: number;
}

/** What both planes hold at one moment. */
export interface SoakFigures {
  readonly second: number;
  readonly dataPlane: ProcessFigures;
  readonly controlPlane: ProcessFigures;
}

/** Both planes with accounting, as built programs, and an AI API whose traffic is soaked. */
export class SoakedStack {
  readonly #stack: FullStack;
  readonly #graphql: GraphqlClient;
  readonly #url: string;
  readonly #configuration: Configuration;

  private constructor(
    stack: FullStack,
    graphql: GraphqlClient,
    /** The program that is disturbed. */
    readonly dataPlane: Program,
    readonly controlPlane: Program,
    url: string,
    configuration: Configuration,
  ) {
    this.#stack = stack;
    this.#graphql = graphql;
    this.#url = url;
    this.#configuration = configuration;
  }

  /** @param settings of the data plane */
  static async start(
    settings: Record<string, string>,
    models: readonly string[],
    policies: readonly SoakedPolicy[],
  ): Promise<SoakedStack> {
    const { stack } = await FullStack.startWithPostgres();
    try {
      const { graphql, program: controlPlane } = await stack.startControlPlane();
      const configuration = await makeConfiguration(graphql, stack.simulator.url, models);
      const revision = await configure(graphql, configuration, policies);
      const { program, url } = await stack.startDataPlane(settings);
      await untilServed(url, revision);
      return new SoakedStack(stack, graphql, program, controlPlane, url, configuration);
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get simulator(): Simulator {
    return this.#stack.simulator;
  }

  /** Sends a request below the AI API's base path, by default with a key that may. */
  send(path: string, init: RequestInit, key: string = this.#configuration.liveKey): Promise<Response> {
    return fetch(`${this.#url}${this.#configuration.basePath}/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
    });
  }

  /** @param sinceMs when the run began, by `performance.now()` */
  figures(sinceMs: number): SoakFigures {
    return {
      second: Math.round((performance.now() - sinceMs) / 1_000),
      dataPlane: processFigures(this.dataPlane.pid),
      controlPlane: processFigures(this.controlPlane.pid),
    };
  }

  /** How many requests to the AI API the control plane knows of, by outcome. */
  async requestsByOutcome(): Promise<ReadonlyMap<string, number>> {
    const { usage } = await this.#graphql.ask<{
      usage: { groups: { key: { outcome: string }; totals: { requests: { requests: number } | null } }[] };
    }>(
      `query ($from: DateTime!, $to: DateTime!, $filter: UsageFilter) {
        usage(from: $from, to: $to, interval: PERIOD, groupBy: [OUTCOME], filter: $filter) {
          groups { key { outcome } totals { requests { requests } } }
        }
      }`,
      { ...anyTime(), filter: { aiApiIds: [this.#configuration.aiApiId] } },
    );
    return new Map(usage.groups.map(({ key, totals }) => [key.outcome, totals.requests?.requests ?? 0]));
  }

  /** The causes of the gaps of usage. */
  async gapCauses(): Promise<readonly string[]> {
    const { usageGaps } = await this.#graphql.ask<{ usageGaps: { cause: string }[] }>(
      'query ($from: DateTime!, $to: DateTime!) { usageGaps(from: $from, to: $to) { cause } }',
      anyTime(),
    );
    return usageGaps.map(({ cause }) => cause);
  }

  stop(): Promise<void> {
    return this.#stack.stop();
  }
}

/** The clock of the data plane is stepped by a day. */
function anyTime(): { readonly from: string; readonly to: string } {
  const twoDaysMs = 2 * 24 * 3_600_000;
  const at = (ms: number) => new Date(ms).toISOString();
  return { from: at(Date.now() - twoDaysMs), to: at(Date.now() + twoDaysMs) };
}

/** @returns the revision */
async function configure(
  graphql: GraphqlClient,
  configuration: Configuration,
  policies: readonly SoakedPolicy[],
): Promise<number> {
  const { aiApiId, providerId } = configuration;
  await graphql.ask('mutation ($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }', {
    input: { aiApiId, streamMaxDurationSeconds: 120 },
  });
  const endpointIds = new Map<string, string>();
  for (const url of new Set(policies.flatMap(({ vendorUrl }) => vendorUrl ?? []))) {
    const { createEndpoint } = await graphql.ask<{ createEndpoint: { endpoint: { id: string } } }>(
      'mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }',
      { input: { providerId, name: `other-${endpointIds.size}`, environment: 'PRODUCTION', url } },
    );
    endpointIds.set(url, createEndpoint.endpoint.id);
  }
  const failover = policies.map(({ model, vendorUrl, fallback, ...times }) => {
    const { modelId, endpointId } = configuration.target(model);
    const primary = { modelId, endpointId: endpointIds.get(vendorUrl ?? '') ?? endpointId };
    return { ...times, production: { primary, fallbacks: [configuration.target(fallback)] } };
  });
  return setPolicies(graphql, aiApiId, { failover });
}
