import type { Image, RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import type { ObjectKind } from '../../kernel/object-kind';
import { isPolicyKind } from '../policies/routing-policy-kind';
import { idIn, listedProviders, member, quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** The policies that a change deletes and creates at one AI API. */
interface ReplacedPolicies {
  readonly removedKinds: Set<ObjectKind>;
  readonly created: Image[];
}

/** Warns of base paths that move, of other first providers, and of policies that start with new counters. */
export class MoveWarnings implements WarningSource {
  readonly #moved: ChangeWarning[] = [];
  readonly #replaced = new Map<string | null, ReplacedPolicies>();

  visit({ before, after }: RecordedChange): void {
    const image = after ?? before;
    if (image?.kind === 'AI_API') this.#visitAiApi(before, after);
    else if (image !== null && isPolicyKind(image.kind)) this.#visitPolicy(before, after);
  }

  async warnings(): Promise<ChangeWarning[]> {
    return [...this.#moved, ...[...this.#replaced.values()].flatMap(policiesReplaced)];
  }

  #visitAiApi(before: Image | null, after: Image | null): void {
    if (before === null || after === null) return;
    const [from, to] = [member(before.value, 'basePath'), member(after.value, 'basePath')];
    if (from !== to) {
      const message = `The AI API ${quoted(after)} moves from ${String(from)} to ${String(to)}: callers must use the new path.`;
      this.#moved.push(warningAbout(after, 'BASE_PATH_MOVED', message));
    }
    if (listedProviders(before)[0] !== listedProviders(after)[0]) {
      const [old, first] = [firstProviderName(before), firstProviderName(after)];
      const message =
        `The first provider of the AI API ${quoted(after)} is ${first} instead of ${old}: consumers must call the paths of ` +
        `the profile of ${first} and send their keys where it says. Default endpoints, operations that no policy routes, ` +
        `and the format of the gateway's own errors are those of ${first}, too.`;
      this.#moved.push(warningAbout(after, 'FIRST_PROVIDER_CHANGED', message));
    }
  }

  #visitPolicy(before: Image | null, after: Image | null): void {
    if (before !== null && after === null) this.#ofAiApi(before).removedKinds.add(before.kind);
    if (before === null && after !== null) this.#ofAiApi(after).created.push(after);
  }

  #ofAiApi(policy: Image): ReplacedPolicies {
    const id = idIn(policy, 'aiApi');
    const policies = this.#replaced.get(id) ?? { removedKinds: new Set(), created: [] };
    this.#replaced.set(id, policies);
    return policies;
  }
}

function firstProviderName({ value }: Image): string {
  const providers = member(value, 'providers');
  return JSON.stringify(Array.isArray(providers) ? providers[0] : '');
}

function policiesReplaced({ removedKinds, created }: ReplacedPolicies): ChangeWarning[] {
  const first = created
    .filter(({ kind }) => [...removedKinds].some((old) => old !== kind))
    .toSorted((one, other) => (quoted(one) < quoted(other) ? -1 : 1))[0];
  if (first === undefined) return [];
  const message = `The AI API ${JSON.stringify(first.path[0])} gets policies of another kind, which start with new counters.`;
  return [warningAbout(first, 'POLICY_REPLACED', message)];
}
