import type { BodyKind, CompiledOperation } from '../path/compile-operations';
import { type Counterpart, findCounterpart, takesBody } from '../path/counterpart';
import { restrictPolicy, type RoutablePolicy } from '../policy/routable-policy';
import type { Target } from '../entry/target';
import type { RoutableProvider } from './routable-provider';

/**
 * Which targets of an AI API of several providers can take an operation of the first one, and how. It is found out at the
 * operation's first request, and kept.
 */
export class OperationReach {
  readonly #operation: CompiledOperation;
  readonly #providers: readonly RoutableProvider[];
  /** By endpoint id; null where the provider has no such operation. */
  readonly #counterparts = new Map<string, Counterpart | null>();
  readonly #restricted = {
    JSON: new Map<RoutablePolicy, RoutablePolicy>(),
    FORM: new Map<RoutablePolicy, RoutablePolicy>(),
  };

  constructor(operation: CompiledOperation, providers: readonly RoutableProvider[]) {
    this.#operation = operation;
    this.#providers = providers;
  }

  /** The policy with the targets that can take the operation with this kind of body. */
  restrict(policy: RoutablePolicy, bodyKind: BodyKind): RoutablePolicy {
    const known = this.#restricted[bodyKind].get(policy);
    if (known !== undefined) return known;
    const restricted = restrictPolicy(policy, (target) => this.#isSupported(target, bodyKind));
    this.#restricted[bodyKind].set(policy, restricted);
    return restricted;
  }

  /** How another provider's target takes the operation; null for a target of the first provider, or if it cannot. */
  counterpart({ provider, endpoint }: Target): Counterpart | null {
    const [first] = this.#providers;
    if (first === undefined || provider === first.entry) return null;
    const known = this.#counterparts.get(endpoint.id);
    if (known !== undefined) return known;
    const other = this.#providers.find(({ entry }) => entry === provider);
    const found = other ? findCounterpart(this.#operation, first.entry.profile, other, endpoint.url) : null;
    this.#counterparts.set(endpoint.id, found);
    return found;
  }

  #isSupported(target: Target, bodyKind: BodyKind): boolean {
    if (target.provider === this.#providers[0]?.entry) return true;
    const counterpart = this.counterpart(target);
    return counterpart !== null && takesBody(counterpart, bodyKind);
  }
}

/** The reach of each operation of an AI API of several providers. */
export class OperationReaches {
  readonly #providers: readonly RoutableProvider[];
  readonly #reaches = new Map<CompiledOperation, OperationReach>();

  constructor(providers: readonly RoutableProvider[]) {
    this.#providers = providers;
  }

  of(operation: CompiledOperation): OperationReach {
    const known = this.#reaches.get(operation);
    if (known !== undefined) return known;
    const reach = new OperationReach(operation, this.#providers);
    this.#reaches.set(operation, reach);
    return reach;
  }
}
