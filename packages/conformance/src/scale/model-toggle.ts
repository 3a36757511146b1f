import { performance } from 'node:perf_hooks';
import type { GraphqlClient } from '../harness/graphql';
import type { ToggledModel } from './originals';
import type { RevisionWatch } from './revision-watch';

const EFFECT_MS_MAX = 120_000;

export interface ToggleTimes {
  /** From sending the mutation to its answer. */
  readonly commitMs: number;
  /** From sending the mutation to the first answer of the data plane that comes from its revision. */
  readonly effectMs: number;
}

/** Disables a model and enables it again, in turns. */
export class ModelToggle {
  readonly #graphql: GraphqlClient;
  readonly #model: ToggledModel;
  readonly #watch: RevisionWatch;
  #enabled = true;

  /** @param watch of an AI API that lists the model while it is enabled */
  constructor(graphql: GraphqlClient, model: ToggledModel, watch: RevisionWatch) {
    this.#graphql = graphql;
    this.#model = model;
    this.#watch = watch;
  }

  /** Makes a change and waits for its effect. @throws Error if the data plane serves the revision without the change */
  async next(): Promise<ToggleTimes> {
    const enabled = !this.#enabled;
    const sentAtMs = performance.now();
    const { updateModel } = await this.#graphql.ask<{ updateModel: { revision: number } }>(
      'mutation ($input: UpdateModelInput!) { updateModel(input: $input) { revision } }',
      { input: { modelId: this.#model.id, enabled } },
    );
    const commitMs = performance.now() - sentAtMs;
    const effectMs = (await this.#watch.servedAtMs(updateModel.revision, EFFECT_MS_MAX)) - sentAtMs;
    this.#enabled = enabled;
    if (this.#watch.models.includes(this.#model.name) !== enabled) {
      throw new Error(
        `revision ${updateModel.revision} is served, but ${this.#model.name} is not ${enabled ? 'enabled' : 'disabled'}`,
      );
    }
    return { commitMs, effectMs };
  }
}
