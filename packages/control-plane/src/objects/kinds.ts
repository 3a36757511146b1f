import type { ObjectKind } from '../kernel/object-kind';
import { aiApiKind } from './ai-apis/ai-api-kind';
import { accessGrantKind } from './consumers/access-grant-kind';
import { consumerKind } from './consumers/consumer-kind';
import { endpointKind } from './endpoints/endpoint-kind';
import type { Kind } from './kind/kind';
import { modelKind } from './models/model-kind';
import { routingPolicyKind } from './policies/routing-policy-kind';
import { providerKind } from './providers/provider-kind';

/**
 * The kinds of which a configuration consists, in the order in which they are created: each follows the kinds that it
 * refers to. They are deleted in reverse. Consumer keys and access tokens are not configured: their secrets are
 * generated, not written by hand.
 */
const REGISTERED = [
  providerKind,
  modelKind,
  endpointKind,
  aiApiKind,
  routingPolicyKind,
  consumerKind,
  accessGrantKind,
] as const;

export type ConfiguredKind = (typeof REGISTERED)[number]['objectKinds'][number];

export const KINDS: readonly Kind[] = REGISTERED;

export const CONFIGURED_KINDS: readonly ConfiguredKind[] = REGISTERED.flatMap(({ objectKinds }) => [...objectKinds]);

const BY_OBJECT_KIND = new Map<ObjectKind, Kind>(
  KINDS.flatMap((kind) => kind.objectKinds.map((objectKind) => [objectKind, kind] as const)),
);

export function isConfiguredKind(objectKind: ObjectKind): objectKind is ConfiguredKind {
  return BY_OBJECT_KIND.has(objectKind);
}

export function kindOf(objectKind: ConfiguredKind): Kind {
  const kind = BY_OBJECT_KIND.get(objectKind);
  if (kind === undefined) throw new Error(`${objectKind} is not a configured kind`);
  return kind;
}
