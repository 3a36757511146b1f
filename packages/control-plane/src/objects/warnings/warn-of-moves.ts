import type { ChangeInProgress, RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { isPolicyKind } from '../policies/routing-policy-kind';
import { idIn, member, quoted, warningAbout } from './warning-about';

/** Warns of base paths that move and of policies that start with new counters. */
export function warnOfMoves({ recorded }: ChangeInProgress): ChangeWarning[] {
  return [...basePathsMoved(recorded), ...policiesReplaced(recorded)];
}

function basePathsMoved(recorded: readonly RecordedChange[]): ChangeWarning[] {
  return recorded.flatMap(({ before, after }) => {
    if (before?.kind !== 'AI_API' || after === null) return [];
    const [from, to] = [member(before.value, 'basePath'), member(after.value, 'basePath')];
    if (from === to) return [];
    const message = `The AI API ${quoted(after)} moves from ${String(from)} to ${String(to)}: callers must use the new path.`;
    return [warningAbout(after, 'BASE_PATH_MOVED', message)];
  });
}

function policiesReplaced(recorded: readonly RecordedChange[]): ChangeWarning[] {
  const policies = recorded.flatMap(({ before, after }) => {
    const image = after ?? before;
    if (image === null || !isPolicyKind(image.kind)) return [];
    return [{ before, after, aiApiId: idIn(image, 'aiApi') }];
  });
  const ofAiApi = Map.groupBy(policies, ({ aiApiId }) => aiApiId);
  return [...ofAiApi.values()].flatMap((changed) => {
    const removed = changed.flatMap(({ before, after }) => (after === null ? (before?.kind ?? []) : []));
    const created = changed.flatMap(({ before, after }) => (before === null ? (after ?? []) : []));
    const first = created
      .filter(({ kind }) => removed.some((old) => old !== kind))
      .toSorted((one, other) => (quoted(one) < quoted(other) ? -1 : 1))[0];
    if (first === undefined) return [];
    const message = `The AI API ${JSON.stringify(first.path[0])} gets policies of another kind, which start with new counters.`;
    return [warningAbout(first, 'POLICY_REPLACED', message)];
  });
}
