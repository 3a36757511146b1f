import type { RoutableAiApi } from '@switchyard/routing';
import { badInput } from '../kernel/errors/domain-error';
import type { FieldProblem } from '../kernel/errors/error-extensions';
import type { RouteQuestion } from './explain-route-rules';

/**
 * Refuses assumed suspensions of targets that cannot exist: a misspelt id would be ignored silently and mislead.
 *
 * @param aiApis the AI API in each configuration that is explained; null where it is not served
 * @throws DomainError BAD_USER_INPUT
 */
export function refuseUnknownTargets(
  suspended: RouteQuestion['suspended'],
  aiApis: readonly (RoutableAiApi | null)[],
): void {
  const served = aiApis.filter((aiApi) => aiApi !== null);
  const known = served.flatMap(({ providers }) => providers.map(({ entry }) => entry));
  // The AI API is not served, so there is nothing to check against and nothing to try.
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
  return [
    {
      path,
      message: `none of the AI API's providers has such ${what === 'model' ? 'a model' : 'an endpoint'}`,
      reason: 'NOT_FOUND',
    },
  ];
}
