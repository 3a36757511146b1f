import type { AiApiEntry } from '@switchyard/contract';
import type { CompiledAiApi } from '@switchyard/routing';
import type { PolicyStates } from '../health/policy-states';
import { deriveServedAiApi, type ServedAiApi } from './served-ai-api';
import type { ProvidersById, ServedProvider } from './served-provider';

/** The form that requests see, and what it was derived from: the provider of each id, if there was one. */
interface Derived {
  readonly providers: readonly (ServedProvider | undefined)[];
  readonly served: ServedAiApi | null;
}

/**
 * An AI API of the table. It refers to its providers by id, so a change of a provider leaves it as it is: the form that
 * requests see is derived at the next request, and kept as long as the providers are the same objects.
 */
export class LiveAiApi {
  #derived: Derived | null = null;

  constructor(readonly compiled: CompiledAiApi) {}

  get entry(): AiApiEntry {
    return this.compiled.entry;
  }

  /** The form for a request that is served now; undefined if the AI API has no provider. */
  serve(providersById: ProvidersById, states: PolicyStates): ServedAiApi | undefined {
    if (this.#derived === null || !this.#isCurrent(this.#derived, providersById)) {
      const providers = this.entry.providerIds.map((id) => providersById.get(id));
      this.#derived = { providers, served: deriveServedAiApi(this.compiled, providersById, states) };
    }
    return this.#derived.served ?? undefined;
  }

  /** Frees a former provider that only the form for requests refers to. */
  forgetFormerProviders(providersById: ProvidersById): void {
    if (this.#derived !== null && !this.#isCurrent(this.#derived, providersById)) this.#derived = null;
  }

  #isCurrent({ providers }: Derived, providersById: ProvidersById): boolean {
    const { providerIds } = this.compiled.entry;
    for (let index = 0; index < providerIds.length; index += 1) {
      if (providersById.get(providerIds[index] ?? '') !== providers[index]) return false;
    }
    return true;
  }
}
