import {
  type ConsumerEntry,
  type ConsumerKeyEntry,
  type Coverage,
  type EndpointFault,
  forEachInSlices,
  type PricesEntry,
  REPORTED_ENDPOINT_FAULTS_MAX,
} from '@switchyard/contract';
import {
  type AiApisByBasePath,
  type CompiledPolicy,
  configuredSide,
  type ConfiguredTarget,
  resolveTarget,
  type Target,
} from '@switchyard/routing';
import { type PolicySideId, PolicyStates } from '../health/policy-states';
import { CaTrusts } from '../upstream/ca-trust';
import { ChangedTargets } from './changed-targets';
import type { LiveAiApi } from './live-ai-api';
import type { ServedAiApi } from './served-ai-api';
import type { ServedCertificate } from './served-certificate';
import type { ServedEndpoint, ServedProvider } from './served-provider';
import { StagedMap, type Turn } from './staged-map';

/** A change of one entry; an undefined value deletes it. */
export type TableChange =
  | {
      readonly kind: 'provider';
      readonly id: string;
      readonly value: ServedProvider | undefined;
      readonly before: ServedProvider | undefined;
    }
  | { readonly kind: 'prices'; readonly id: string; readonly value: PricesEntry | undefined }
  | { readonly kind: 'certificate'; readonly id: string; readonly value: ServedCertificate | undefined }
  | {
      readonly kind: 'ai-api';
      readonly id: string;
      readonly value: LiveAiApi | undefined;
      readonly before: LiveAiApi | undefined;
    }
  | { readonly kind: 'consumer'; readonly id: string; readonly value: ConsumerEntry | undefined }
  | { readonly kind: 'consumer-key'; readonly id: string; readonly value: ConsumerKeyEntry | undefined };

export interface TableListener {
  /** Called when requests can no longer get the endpoints before, but those now. */
  readonly onEndpointsReplaced?: (before: Iterable<ServedEndpoint>, now: Iterable<ServedEndpoint>) => void;
}

/** A side of a policy by its targets' ids: it can be looked at without deriving its AI API. */
export interface PolicySide {
  readonly policy: CompiledPolicy;
  readonly targets: readonly ConfiguredTarget[];
  isInRotation(target: ConfiguredTarget): boolean;
  /** The target with its provider, endpoint and model; null if one of them is gone. */
  resolve(target: ConfiguredTarget): Target | null;
}

/**
 * The table that requests are served from. It changes in place, atomically, between turns of the event loop; a request
 * reads what it needs in one turn and keeps it until its end.
 */
export class RoutingTable {
  /** What outlives changes of the table: turns and suspensions. */
  readonly policyStates: PolicyStates;
  /** What endpoints with CA certificates of their own trust. */
  readonly caTrusts = new CaTrusts();
  readonly #turn: Turn = { current: 0 };
  readonly #providers = new StagedMap<ServedProvider>(this.#turn);
  readonly #prices = new StagedMap<PricesEntry>(this.#turn);
  readonly #certificates = new StagedMap<ServedCertificate>(this.#turn);
  readonly #aiApis = new StagedMap<LiveAiApi>(this.#turn);
  readonly #aiApisByBasePath = new StagedMap<LiveAiApi>(this.#turn);
  readonly #consumers = new StagedMap<ConsumerEntry>(this.#turn);
  readonly #consumerKeys = new StagedMap<ConsumerKeyEntry>(this.#turn);
  readonly #listener: TableListener;
  #position: Coverage | null = null;

  constructor(policyStates = new PolicyStates(), listener: TableListener = {}) {
    this.policyStates = policyStates;
    this.#listener = listener;
  }

  /** The served lineage and revision; null while there is no table. */
  get position(): Coverage | null {
    return this.#position;
  }

  /** Finds an AI API for a request, with its providers as of this turn of the event loop. */
  readonly aiApisByBasePath: AiApisByBasePath<ServedAiApi> = {
    get: (basePath) => this.#aiApisByBasePath.get(basePath)?.serve(this.#providers, this.policyStates),
  };

  provider(id: string): ServedProvider | undefined {
    return this.#providers.get(id);
  }

  prices(providerId: string): PricesEntry | undefined {
    return this.#prices.get(providerId);
  }

  /** @param sha256 of the certificate, in lower-case hex */
  certificate(sha256: string): ServedCertificate | undefined {
    return this.#certificates.get(sha256);
  }

  aiApi(id: string): LiveAiApi | undefined {
    return this.#aiApis.get(id);
  }

  consumer(id: string): ConsumerEntry | undefined {
    return this.#consumers.get(id);
  }

  /** @param sha256Hex of the consumer key, in lower-case hex */
  consumerKey(sha256Hex: string): ConsumerKeyEntry | undefined {
    return this.#consumerKeys.get(sha256Hex);
  }

  /** The providers by id, while no change is being applied. */
  providers(): Iterable<[string, ServedProvider]> {
    return this.#providers.entries();
  }

  /** The AI APIs by id, while no change is being applied. */
  aiApis(): Iterable<[string, LiveAiApi]> {
    return this.#aiApis.entries();
  }

  /** The consumers by id, while no change is being applied. */
  consumers(): Iterable<[string, ConsumerEntry]> {
    return this.#consumers.entries();
  }

  /** Every endpoint that requests may go to. */
  *endpoints(): Generator<ServedEndpoint> {
    for (const [, { endpoints }] of this.#providers.entries()) yield* endpoints.values();
  }

  /** The endpoints whose credentials or CA certificates cannot be read, at most as many as a status reports. */
  endpointFaults(): readonly EndpointFault[] {
    const all: EndpointFault[] = [];
    for (const [, { faults }] of this.#providers.entries()) {
      all.push(...faults);
      if (all.length >= REPORTED_ENDPOINT_FAULTS_MAX) break;
    }
    return all.slice(0, REPORTED_ENDPOINT_FAULTS_MAX);
  }

  /** Null if there is no such policy. */
  policySide({ aiApiId, policyId, environment }: PolicySideId): PolicySide | null {
    const compiled = this.#aiApis.get(aiApiId)?.compiled;
    const policy = compiled?.policies.find(({ id }) => id === policyId);
    if (compiled === undefined || policy === undefined) return null;
    const providers = compiled.entry.providerIds.flatMap((id) => this.#providers.get(id)?.routable ?? []);
    const resolve = (target: ConfiguredTarget) => resolveTarget(target, environment, providers);
    return {
      policy,
      targets: configuredSide(policy, environment),
      isInRotation: (target) => resolve(target)?.outOfRotation === null,
      resolve,
    };
  }

  /** Applies changes: all become visible in one turn, however many they are; the work around it is done in slices. */
  async apply(position: Coverage, changes: readonly TableChange[]): Promise<void> {
    await forEachInSlices(changes, (change) => this.#stage(change));
    this.#turn.current += 1;
    this.#position = { lineage: position.lineage, revision: position.revision };
    await this.#endOutdatedSuspensions(changes);
    await forEachInSlices(changes, (change) => this.#settle(change));
    const isProviderReplaced = changes.some((change) => change.kind === 'provider' && change.before !== undefined);
    if (!isProviderReplaced) return;
    await forEachInSlices(this.#aiApis.entries(), ([, aiApi]) => aiApi.forgetFormerProviders(this.#providers));
  }

  /** Ends the suspensions of changed targets that there are now, in the turn of the changes; later ones are not outdated. */
  async #endOutdatedSuspensions(changes: readonly TableChange[]): Promise<void> {
    const suspended = Array.from(this.policyStates.everSuspended(), ({ state }) => [state, state.suspensions] as const);
    if (suspended.length === 0) return;
    const changed = new ChangedTargets();
    await forEachInSlices(changes, (change) => {
      if (change.kind === 'provider' && change.value !== undefined) changed.note(change.before, change.value);
    });
    if (changed.isEmpty) return;
    await forEachInSlices(suspended, ([state, before]) =>
      state.endSuspensions((key, { room }) => before.get(key)?.room === room && changed.has(key)),
    );
  }

  #stage(change: TableChange): void {
    switch (change.kind) {
      case 'provider':
        return this.#providers.stage(change.id, change.value);
      case 'prices':
        return this.#prices.stage(change.id, change.value);
      case 'certificate':
        return this.#certificates.stage(change.id, change.value);
      case 'ai-api': {
        const { id, value, before } = change;
        this.#aiApis.stage(id, value);
        // Another AI API may take over the former base path in the same turn.
        if (before !== undefined) this.#aiApisByBasePath.stageAbsence(before.entry.basePath);
        if (value !== undefined) this.#aiApisByBasePath.stage(value.entry.basePath, value);
        return;
      }
      case 'consumer':
        return this.#consumers.stage(change.id, change.value);
      case 'consumer-key':
        return this.#consumerKeys.stage(change.id, change.value);
    }
  }

  #settle(change: TableChange): void {
    switch (change.kind) {
      case 'provider': {
        const { id, value, before } = change;
        this.#providers.settle(id);
        this.#listener.onEndpointsReplaced?.(before?.endpoints.values() ?? [], value?.endpoints.values() ?? []);
        return;
      }
      case 'prices':
        return this.#prices.settle(change.id);
      case 'certificate':
        return this.#certificates.settle(change.id);
      case 'ai-api': {
        const { id, value, before } = change;
        this.#aiApis.settle(id);
        for (const aiApi of [before, value])
          if (aiApi !== undefined) this.#aiApisByBasePath.settle(aiApi.entry.basePath);
        this.policyStates.retain(id, value?.compiled.policies ?? []);
        return;
      }
      case 'consumer':
        return this.#consumers.settle(change.id);
      case 'consumer-key':
        return this.#consumerKeys.settle(change.id);
    }
  }
}
