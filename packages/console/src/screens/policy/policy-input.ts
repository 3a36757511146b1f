import { type DraftTarget, type PolicyDraft, SIDES } from './policy-draft';

const ids = ({ model, endpoint }: DraftTarget) => ({ modelId: model.id, endpointId: endpoint.id });

/** Null empties a side. */
function failoverSide(targets: readonly DraftTarget[]) {
  const [primary, ...fallbacks] = targets;
  return primary === undefined ? null : { primary: ids(primary), fallbacks: fallbacks.map(ids) };
}

function roundRobinSide(targets: readonly DraftTarget[]) {
  return targets.length === 0 ? null : { targets: targets.map(ids) };
}

function weightedSide(targets: readonly DraftTarget[]) {
  return targets.length === 0
    ? null
    : { targets: targets.map((target) => ({ ...ids(target), weight: target.weight })) };
}

function timesOf({ suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds }: PolicyDraft) {
  return { suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds };
}

/** The members of a draft as the mutations of its kind take them. No name stands for the default one. */
export function failoverInput(draft: PolicyDraft) {
  const name = draft.name === '' ? null : draft.name;
  return { name, ...timesOf(draft), production: failoverSide(draft.production), sandbox: failoverSide(draft.sandbox) };
}

export function roundRobinInput(draft: PolicyDraft) {
  const { maxAttempts, production, sandbox } = draft;
  return { ...timesOf(draft), maxAttempts, production: roundRobinSide(production), sandbox: roundRobinSide(sandbox) };
}

export function weightedInput(draft: PolicyDraft) {
  const { maxAttempts, production, sandbox } = draft;
  return { ...timesOf(draft), maxAttempts, production: weightedSide(production), sandbox: weightedSide(sandbox) };
}

/** The place of a target in its side's input, as the API's errors name it. */
export function pathOf(draft: PolicyDraft, side: (typeof SIDES)[number], index: number): string {
  if (draft.kind !== 'FAILOVER') return `${side}.targets.${index}`;
  return index === 0 ? `${side}.primary` : `${side}.fallbacks.${index - 1}`;
}

/** The error at a place, or at a member of what is there. @param errors messages by their path */
export function errorAt(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  const own = Object.entries(errors).find(([each]) => each === path || each.startsWith(`${path}.`));
  return own?.[1];
}

/** Errors of `setPolicies` name the policy first; the editor has only one. */
export function withoutPolicyPath(path: string): string {
  return path.replace(/^(failover\.\d+|roundRobin|weightedRoundRobin)\./, '');
}
