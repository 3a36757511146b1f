import { ENVIRONMENTS, forEachInSlices } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { policyLabel } from '../policies/policy-label';
import { findDeprived } from './find-deprived';
import { readParts, readRoutes } from './read-routes';
import { RouteChanges } from './route-changes';
import { hasDefault, type PolicyState, type RouteState, servedEnvironments, sideFault } from './route-state';
import { quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** How the requests of an AI API are routed before and after a change. */
interface ChangedRoutes {
  readonly name: string;
  /** Null if the change creates the AI API. */
  readonly before: RouteState | null;
  readonly after: RouteState;
  /** The label of a policy after the change. */
  readonly labelOf: (policy: PolicyState) => string;
}

/**
 * Warns of requests that no longer find a target, and of new policies without a target for an environment. At most five
 * statements, which read the AI APIs that the change itself reroutes and those that it deprives, and no others.
 */
export class RouteWarnings implements WarningSource {
  readonly #changes = new RouteChanges();

  constructor(private readonly manager: EntityManager) {}

  visit(change: RecordedChange): void {
    this.#changes.visit(change);
  }

  async warnings(): Promise<ChangeWarning[]> {
    const deprived = await findDeprived(this.manager, this.#changes);
    const ids = new Set([...this.#changes.rerouted, ...deprived]);
    if (ids.size === 0) return [];
    const routes = await readRoutes(this.manager, [...ids]);
    const states = routes.map((after) => ({ name: after.name, before: this.#changes.before(after.id, after), after }));
    const used = states.flatMap(({ before, after }) => (before === null ? [after] : [before, after]));
    const parts = await readParts(this.manager, used);
    const isEnabled = (id: string) => parts.get(id)?.enabled === true;
    const wasEnabled = (id: string) => this.#changes.partWasEnabled(id) ?? isEnabled(id);
    const nameOf = (id: string) => parts.get(id)?.name ?? '';
    const warnings: ChangeWarning[] = [];
    await forEachInSlices(states, ({ name, before, after }) => {
      const changed: ChangedRoutes = {
        name,
        before: before === null ? null : { ...before, isEnabled: wasEnabled },
        after: { ...after, isEnabled },
        labelOf: (policy) => policyLabel(policy, primaryIds(policy).map(nameOf)),
      };
      warnings.push(...environmentsUnserved(changed), ...sidesUnserved(changed));
    });
    return warnings;
  }
}

function environmentsUnserved({ name, before, after }: ChangedRoutes): ChangeWarning[] {
  if (before === null) return [];
  const served = servedEnvironments(after);
  const aiApi = { kind: 'AI_API', path: [name] } as const;
  return servedEnvironments(before).flatMap((environment) => {
    const losesDefault = hasDefault(before, environment) && !hasDefault(after, environment);
    if (served.includes(environment) && !losesDefault) return [];
    const requests = served.includes(environment)
      ? `${environment} requests that no policy routes`
      : `${environment} requests`;
    const message = `The AI API ${quoted(aiApi)} no longer serves ${requests}: it refuses them.`;
    return [warningAbout(aiApi, 'ENVIRONMENT_UNSERVED', message)];
  });
}

function sidesUnserved({ name, before, after, labelOf }: ChangedRoutes): ChangeWarning[] {
  const past = new Map(before?.policies.map((policy) => [policy.id, policy]));
  return after.policies.flatMap((policy) =>
    ENVIRONMENTS.flatMap((environment) => {
      const fault = sideFault(after, policy, environment);
      const old = past.get(policy.id);
      const isOld = before !== null && old !== undefined && sideFault(before, old, environment) !== null;
      if (fault === null || isOld) return [];
      const subject = { kind: `${policy.kind}_POLICY`, path: [name, labelOf(policy)] } as const;
      const why =
        fault === 'NO_TARGETS'
          ? `has no ${environment} targets, and its AI API has no enabled default endpoint for ${environment}`
          : `has no ${environment} target in rotation`;
      const message = `The policy ${quoted(subject)} ${why}: such requests are refused.`;
      return [warningAbout(subject, 'SIDE_UNSERVED', message)];
    }),
  );
}

function primaryIds({ kind, sides }: PolicyState): string[] {
  if (kind !== 'FAILOVER') return [];
  return [...new Set(ENVIRONMENTS.flatMap((environment) => sides[environment][0]?.modelId ?? []))];
}
