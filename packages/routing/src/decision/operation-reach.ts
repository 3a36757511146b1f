import type { BodyKind } from '@switchyard/contract';
import type { Target } from '../entry/target';
import type { CompiledOperation } from '../path/compile-operations';
import { type Counterpart, findCounterpart, ownParametersOf } from '../path/counterpart';
import { restrictPolicy, type RoutablePolicy } from '../policy/routable-policy';
import type { RoutableProvider } from './routable-provider';

/**
 * Which targets of an AI API of several providers can take an operation of the first one, with one kind of body, and how.
 * It is found out at the first such request, and kept.
 */
export class OperationReach {
  readonly #operation: CompiledOperation;
  readonly #body: BodyKind;
  readonly #providers: readonly RoutableProvider[];
  readonly #ownParameters: ReadonlySet<string>;
  /** By endpoint id; null where the provider has no such operation. */
  readonly #counterparts = new Map<string, Counterpart | null>();
  readonly #restricted = new Map<RoutablePolicy, RoutablePolicy>();

  constructor(
    operation: CompiledOperation,
    body: BodyKind,
    providers: readonly RoutableProvider[],
    ownParameters: ReadonlySet<string>,
  ) {
    this.#operation = operation;
    this.#body = body;
    this.#providers = providers;
    this.#ownParameters = ownParameters;
  }

  /** The policy with the targets that can take the operation. */
  restrict(policy: RoutablePolicy): RoutablePolicy {
    const known = this.#restricted.get(policy);
    if (known !== undefined) return known;
    const restricted = restrictPolicy(policy, (target) => this.#isOwn(target) || this.counterpart(target) !== null);
    this.#restricted.set(policy, restricted);
    return restricted;
  }

  /** How another provider's target takes the operation; null for a target of the first provider, or if it cannot. */
  counterpart(target: Target): Counterpart | null {
    if (this.#isOwn(target)) return null;
    const { provider, endpoint } = target;
    const known = this.#counterparts.get(endpoint.id);
    if (known !== undefined) return known;
    const other = this.#providers.find(({ entry }) => entry === provider);
    const found =
      other === undefined
        ? null
        : findCounterpart(this.#operation, this.#body, this.#ownParameters, other, endpoint.url);
    this.#counterparts.set(endpoint.id, found);
    return found;
  }

  #isOwn({ provider }: Target): boolean {
    return provider === this.#providers[0]?.entry;
  }
}

/** The reach of each operation of an AI API of several providers. */
export class OperationReaches {
  readonly #providers: readonly RoutableProvider[];
  readonly #ownParameters: ReadonlySet<string>;
  readonly #reaches = {
    JSON: new Map<CompiledOperation, OperationReach>(),
    FORM: new Map<CompiledOperation, OperationReach>(),
  };

  constructor(providers: readonly RoutableProvider[]) {
    this.#providers = providers;
    this.#ownParameters = ownParametersOf(providers);
  }

  of(operation: CompiledOperation, body: BodyKind): OperationReach {
    const known = this.#reaches[body].get(operation);
    if (known !== undefined) return known;
    const reach = new OperationReach(operation, body, this.#providers, this.#ownParameters);
    this.#reaches[body].set(operation, reach);
    return reach;
  }
}
