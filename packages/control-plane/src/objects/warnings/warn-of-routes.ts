import { ENVIRONMENTS } from '@switchyard/contract';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { readChangedRoutes, type ChangedRoutes } from './read-changed-routes';
import { hasDefault, servedEnvironments, sideFault } from './route-state';
import { quoted, warningAbout } from './warning-about';

/** Warns of requests that no longer find a target, and of new policies without a target for an environment. */
export async function warnOfRoutes(change: ChangeInProgress): Promise<ChangeWarning[]> {
  const routes = await readChangedRoutes(change);
  return routes.flatMap((changed) => [...environmentsUnserved(changed), ...sidesUnserved(changed)]);
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
