import { type Environment, ENVIRONMENTS, forEachInSlices } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { readPolicyNames } from '../policies/read-policy-names';
import { findDeprived } from './find-deprived';
import { readParts, readRoutes } from './read-routes';
import { RouteChanges } from './route-changes';
import {
  hasDefault,
  type PolicyState,
  type RouteState,
  servedEnvironments,
  type SideFault,
  sideFault,
} from './route-state';
import { quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** How the requests of an AI API are routed before and after a change. */
interface ChangedRoutes {
  readonly name: string;
  /** Null if the change creates the AI API. */
  readonly before: RouteState | null;
  readonly after: RouteState;
}

/** A side of a policy that cannot route requests. */
interface UnservedSide {
  readonly policy: PolicyState;
  readonly environment: Environment;
  readonly fault: SideFault;
}

/**
 * Warns of requests that no longer find a target, and of new policies without a target for an environment. At most six
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
    const found: { name: string; warnings: ChangeWarning[]; sides: UnservedSide[] }[] = [];
    await forEachInSlices(states, ({ name, before, after }) => {
      const changed: ChangedRoutes = {
        name,
        before: before === null ? null : { ...before, isEnabled: wasEnabled },
        after: { ...after, isEnabled },
      };
      found.push({ name, warnings: environmentsUnserved(changed), sides: sidesUnserved(changed) });
    });
    const policyIds = found.flatMap(({ sides }) => sides.map(({ policy }) => policy.id));
    const names = await readPolicyNames(this.manager, policyIds);
    return found.flatMap(({ name, warnings, sides }) => [
      ...warnings,
      ...sides.map((side) => sideUnserved([name, names.get(side.policy.id) ?? ''], side)),
    ]);
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

function sidesUnserved({ before, after }: ChangedRoutes): UnservedSide[] {
  const past = new Map(before?.policies.map((policy) => [policy.id, policy]));
  return after.policies.flatMap((policy) =>
    ENVIRONMENTS.flatMap((environment) => {
      const fault = sideFault(after, policy, environment);
      const old = past.get(policy.id);
      const isOld = before !== null && old !== undefined && sideFault(before, old, environment) !== null;
      return fault === null || isOld ? [] : [{ policy, environment, fault }];
    }),
  );
}

/** @param path of names to the policy */
function sideUnserved(path: string[], { policy, environment, fault }: UnservedSide): ChangeWarning {
  const subject = { kind: `${policy.kind}_POLICY`, path } as const;
  const why =
    fault === 'NO_TARGETS'
      ? `has no ${environment} targets, and its AI API has no enabled default endpoint for ${environment}`
      : `has no ${environment} target in rotation`;
  const message = `The policy ${quoted(subject)} ${why}: such requests are refused.`;
  return warningAbout(subject, 'SIDE_UNSERVED', message);
}
