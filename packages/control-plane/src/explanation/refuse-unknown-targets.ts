import type { AiApiEntry } from '@switchyard/contract';
import { badInput } from '../kernel/errors/domain-error';
import type { FieldProblem } from '../kernel/errors/error-extensions';
import type { RouteQuestion } from './explain-route-rules';

/**
 * Refuses targets to take for suspended that cannot be any: one that is misspelt would be passed over in silence, and
 * mislead.
 *
 * @param entries of the AI API in the configurations that are explained; null where it is not served
 * @throws DomainError BAD_USER_INPUT
 */
export function refuseUnknownTargets(
  suspended: RouteQuestion['suspended'],
  entries: readonly (AiApiEntry | null)[],
): void {
  const known = entries.filter((entry) => entry !== null);
  // Nobody can tell which ones there are, and none of them is asked.
  if (known.length === 0) return;
  const modelIds = idsIn(known.flatMap(({ models }) => models));
  const endpointIds = idsIn(known.flatMap(({ endpoints }) => endpoints));
  const problems = suspended.flatMap(({ modelId, endpointId }, index) => [
    ...unlessKnown(modelIds, modelId, `suspended.${index}.modelId`, 'model'),
    ...unlessKnown(endpointIds, endpointId, `suspended.${index}.endpointId`, 'endpoint'),
  ]);
  if (problems.length > 0) throw badInput(problems);
}

function idsIn(items: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(items.map(({ id }) => id));
}

function unlessKnown(ids: ReadonlySet<string>, id: string, path: string, what: string): FieldProblem[] {
  if (ids.has(id.toLowerCase())) return [];
  return [{ path, message: `names no ${what} of the AI API's provider`, reason: 'NOT_FOUND' }];
}
