import { isDeepStrictEqual } from 'node:util';
import type { Image, RecordedChange } from '../../change/change-in-progress';
import { sidesIn, targetsIn } from '../policies/policy-sides';
import { isPolicyKind, policyKindOf } from '../policies/routing-policy-kind';
import type { PolicyState, Routes } from './route-state';
import { idIn, member } from './warning-about';

/** What a change does to the routes of AI APIs, from what it records. */
export class RouteChanges {
  /** AI APIs that the change itself enables, disables, or gives different default endpoints, targets or policies. */
  readonly rerouted = new Set<string>();
  /** Models and endpoints that the change disables. */
  readonly disabled: string[] = [];
  /** Models and endpoints that the change enables or creates enabled. */
  readonly enabled: string[] = [];
  /** Whether a changed model or endpoint was enabled before. */
  readonly #partWasEnabled = new Map<string, boolean>();
  /** Changed AI APIs as they were before; null if the change creates one. */
  readonly #aiApis = new Map<string, Image | null>();
  readonly #changedPolicies = new Set<string>();
  /** The policies that the change updates or deletes, as they were before, by AI API. */
  readonly #pastPolicies = new Map<string | null, PolicyState[]>();

  visit({ objectId, before, after }: RecordedChange): void {
    const kind = (after ?? before)?.kind;
    if (kind === 'AI_API') this.#visitAiApi(objectId, before, after);
    else if (kind === 'MODEL' || kind === 'ENDPOINT') this.#visitPart(objectId, before, after);
    else if (kind !== undefined && isPolicyKind(kind)) this.#visitPolicy(objectId, before, after);
  }

  /** Whether a model or an endpoint was enabled before; undefined if the change does not touch it. */
  partWasEnabled(id: string): boolean | undefined {
    return this.#partWasEnabled.get(id);
  }

  /** The routes of an AI API before the change, from its current ones; null if the AI API did not exist. */
  before(aiApiId: string, current: Routes): Routes | null {
    const aiApi = this.#aiApis.get(aiApiId);
    if (aiApi === null) return null;
    const policies = [
      ...current.policies.filter(({ id }) => !this.#changedPolicies.has(id)),
      ...(this.#pastPolicies.get(aiApiId) ?? []),
    ];
    if (aiApi === undefined) return { ...current, policies };
    return {
      enabled: isOn(aiApi),
      defaultEndpointIds: {
        PRODUCTION: idIn(aiApi, 'defaultProductionEndpoint'),
        SANDBOX: idIn(aiApi, 'defaultSandboxEndpoint'),
      },
      policies,
    };
  }

  #visitAiApi(id: string, before: Image | null, after: Image | null): void {
    this.#aiApis.set(id, before);
    if (before !== null && after !== null && reroutes(before, after)) this.rerouted.add(id);
  }

  #visitPart(id: string, before: Image | null, after: Image | null): void {
    this.#partWasEnabled.set(id, isOn(before));
    if (after !== null && isOn(before) && !isOn(after)) this.disabled.push(id);
    if (!isOn(before) && isOn(after)) this.enabled.push(id);
  }

  #visitPolicy(id: string, before: Image | null, after: Image | null): void {
    this.#changedPolicies.add(id);
    const past = before === null ? null : sidesOf(before);
    if (before !== null && past !== null && isPolicyKind(before.kind)) {
      const aiApiId = idIn(before, 'aiApi');
      const policies = this.#pastPolicies.get(aiApiId) ?? [];
      policies.push({ id, kind: policyKindOf(before.kind), sides: past });
      this.#pastPolicies.set(aiApiId, policies);
    }
    const image = after ?? before;
    const aiApiId = image && idIn(image, 'aiApi');
    const isSame = past !== null && after !== null && isDeepStrictEqual(past, sidesOf(after));
    if (!isSame && aiApiId !== null) this.rerouted.add(aiApiId);
  }
}

function reroutes(before: Image, after: Image): boolean {
  const relevantMembers = (aiApi: Image) => [
    isOn(aiApi),
    idIn(aiApi, 'defaultProductionEndpoint'),
    idIn(aiApi, 'defaultSandboxEndpoint'),
  ];
  return !isDeepStrictEqual(relevantMembers(before), relevantMembers(after));
}

function isOn(image: Image | null): boolean {
  return member(image?.value, 'enabled') === true;
}

/** The sides of a policy from its image: the ids of its references, and the weights of its value. */
function sidesOf({ value, references }: Image): PolicyState['sides'] {
  const [ids, written] = [sidesIn(references), sidesIn(value)];
  const side = (name: 'production' | 'sandbox') => {
    const weights = targetsIn(written[name]).map(({ weight }) => weight ?? null);
    return targetsIn(ids[name]).map(({ model, endpoint }, index) => {
      return { modelId: model, endpointId: endpoint, weight: weights[index] ?? null };
    });
  };
  return { PRODUCTION: side('production'), SANDBOX: side('sandbox') };
}
