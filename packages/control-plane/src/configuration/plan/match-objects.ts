import { isDeepStrictEqual } from 'node:util';
import { nameKey } from '../../kernel/text/name-key';
import type { Configuration, ConfiguredObject } from './configuration';

/** Which present object each desired one is; null where it is yet to be made. */
export type Matches = ReadonlyMap<ConfiguredObject, ConfiguredObject | null>;

/**
 * Finds out which present object each desired one is: the one of its id, where it has one; else the one of its kind and
 * path. A policy's label is made of what it says, so that a policy without an id is the one of its AI API and kind that
 * says the same, else one that has the same primary model, as with `setPolicies`.
 */
export function matchObjects(present: Configuration, desired: Configuration): Matches {
  const byId = new Map(present.objects.map((object) => [object.id, object]));
  const named = present.objects.filter((object) => !isPolicy(object));
  const byPath = new Map(named.map((object) => [keyOf(object.kind, object.path), object]));
  const matches = new Map<ConfiguredObject, ConfiguredObject | null>();
  for (const object of desired.objects) {
    const found = object.id === null ? byPath.get(keyOf(object.kind, object.path)) : byId.get(object.id);
    matches.set(object, found ?? null);
  }
  matchPolicies(present, desired, matches);
  return matches;
}

/** Tells apart the objects of a configuration but for policies: by their names without regard to case. */
export function keyOf(kind: string, path: readonly string[]): string {
  return JSON.stringify([kind, ...pathKey(kind, path)]);
}

/** The names of a path as they are compared. Case counts in the name of a model, and so in the label of a policy. */
export function pathKey(kind: string, path: readonly string[]): string[] {
  const hasModel = kind === 'MODEL' || kind.endsWith('_POLICY');
  return path.map((name, index) => (hasModel && index > 0 ? name : nameKey(name)));
}

export function isPolicy({ kind }: Pick<ConfiguredObject, 'kind'>): boolean {
  return kind.endsWith('_POLICY');
}

function matchPolicies(
  present: Configuration,
  desired: Configuration,
  matches: Map<ConfiguredObject, ConfiguredObject | null>,
): void {
  const families = Map.groupBy(present.objects.filter(isPolicy), familyOf);
  const wanted = desired.objects.filter((object) => isPolicy(object) && object.id === null);
  for (const [family, policies] of Map.groupBy(wanted, familyOf)) {
    const free = new Set(families.get(family));
    for (const is of [isDeepStrictEqual, continues]) {
      for (const policy of policies.filter((one) => matches.get(one) === null)) {
        const found = [...free].find((candidate) => is(policy.value, candidate.value));
        if (found === undefined) continue;
        matches.set(policy, found);
        free.delete(found);
      }
    }
  }
  function familyOf({ kind, path: [aiApi = ''] }: ConfiguredObject): string {
    return keyOf(kind, [aiApi]);
  }
}

interface Sides {
  readonly maxAttempts?: number;
  readonly production?: { readonly targets: readonly { readonly model: string }[] };
  readonly sandbox?: { readonly targets: readonly { readonly model: string }[] };
}

/** Whether a policy of the same AI API and kind goes on in another one. Only failover policies have no `maxAttempts`. */
function continues(policy: Sides, candidate: Sides): boolean {
  if (policy.maxAttempts !== undefined) return true;
  const isSame = (side: 'production' | 'sandbox') => {
    const primary = policy[side]?.targets[0]?.model;
    return primary !== undefined && primary === candidate[side]?.targets[0]?.model;
  };
  return isSame('production') || isSame('sandbox');
}
