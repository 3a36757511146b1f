import { hash } from 'node:crypto';
import type { Environment } from '@switchyard/contract';
import { type KeysetOrder, pageOf, readCursor } from '../../kernel/database/keyset-page';
import { FILTER_VALUES_MAX } from '../../kernel/database/list-filter';
import { badInput } from '../../kernel/errors/domain-error';
import type { Page } from '../../kernel/graphql/connection';
import { type PageArgs, pageSize } from '../../kernel/graphql/page-args';
import { nameKey } from '../../kernel/text/name-key';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';
import type { ProviderEntity } from '../providers/provider-entity';
import type { AvailableTarget, AvailableTargetFilter } from './available-target';

/** The list that a page is of. */
export interface TargetList {
  readonly aiApiId: string;
  readonly environment: Environment;
  readonly filter: AvailableTargetFilter;
  /** The AI API's, in its order. */
  readonly providers: readonly TargetParts[];
}

/** A provider with its models and endpoints, each by name. */
export interface TargetParts {
  readonly provider: ProviderEntity;
  readonly models: readonly ModelEntity[];
  readonly endpoints: readonly EndpointEntity[];
}

/** The models of a provider that match, each with the endpoints with which it is a target. */
interface MatchingProvider {
  readonly provider: ProviderEntity;
  readonly models: readonly { readonly model: ModelEntity; readonly endpoints: readonly EndpointEntity[] }[];
}

/** Where a target is in the list. The provider's place is known only where the list is. */
const ORDER: KeysetOrder<AvailableTarget> = {
  direction: 'ASC',
  columns: [
    { column: 'provider.id', type: 'text', of: ({ provider }) => provider.id },
    { column: 'model.name', type: 'text', of: ({ model }) => model.name },
    { column: 'endpoint.name', type: 'text', of: ({ endpoint }) => endpoint.name },
  ],
};

interface Position {
  readonly provider: number;
  readonly model: string;
  readonly endpoint: string;
}

/**
 * One page of the available targets of a side: of each provider, each enabled model with each enabled endpoint of that
 * environment. The work grows with the parts and the page, not with the pairs: those before a cursor are not made.
 *
 * @throws DomainError BAD_USER_INPUT if `first` or a filter is out of range, or `after` is not a cursor of this list
 */
export function listAvailableTargets(list: TargetList, args: PageArgs): Page<AvailableTarget> {
  const first = pageSize(args);
  const { aiApiId, environment, filter, providers } = list;
  const scope = hash('sha256', JSON.stringify([aiApiId, environment, filter])).slice(0, 16);
  const after = args.after ? positionOf(args.after, scope, providers) : null;
  const matching = matchingProviders(list);
  const targets: AvailableTarget[] = [];
  for (const target of targetsAfter(matching, after)) {
    targets.push(target);
    if (targets.length > first) break;
  }
  const [earliest] = targetsAfter(matching, null);
  const hasPreviousPage = after !== null && earliest !== undefined && earliest.id !== targets[0]?.id;
  const count = async () =>
    matching.flatMap(({ models }) => models).reduce((sum, { endpoints }) => sum + endpoints.length, 0);
  return pageOf(targets, { first, scope, order: ORDER, hasPreviousPage, count });
}

function positionOf(cursor: string, scope: string, providers: readonly TargetParts[]): Position {
  const [providerId, model = '', endpoint = ''] = readCursor(cursor, scope, ORDER).map(String);
  const provider = providers.findIndex(({ provider: { id } }) => id === providerId);
  if (provider !== -1) return { provider, model, endpoint };
  const message = "is a cursor of a provider that has left the AI API's list: start again from the first page";
  throw badInput([{ path: 'after', message, reason: 'INVALID_FORMAT' }]);
}

function matchingProviders({ environment, filter, providers }: TargetList): MatchingProvider[] {
  const needle = filter.search?.toLowerCase() ?? '';
  const matches = ({ name }: { readonly name: string }) => name.toLowerCase().includes(needle);
  const [isProvider, isModel, isEndpoint] = [
    isOneOf('providerIds', filter.providerIds),
    isOneOf('modelIds', filter.modelIds),
    isOneOf('endpointIds', filter.endpointIds),
  ];
  return providers.map(({ provider, models, endpoints }) => {
    const usable = isProvider(provider)
      ? endpoints.filter((each) => each.enabled && each.environment === environment && isEndpoint(each))
      : [];
    const found = matches(provider) ? usable : usable.filter(matches);
    const enabled = models.filter((model) => model.enabled && isModel(model));
    return { provider, models: enabled.map((model) => ({ model, endpoints: matches(model) ? usable : found })) };
  });
}

/** Whether an object has one of the given ids; any object has if none are given. */
function isOneOf(member: string, ids: readonly string[] | null | undefined): (object: { id: string }) => boolean {
  if (!ids) return () => true;
  if (ids.length > FILTER_VALUES_MAX) {
    const message = `must have at most ${FILTER_VALUES_MAX} items`;
    throw badInput([{ path: `filter.${member}`, message, reason: 'WRONG_COUNT' }]);
  }
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return ({ id }) => wanted.has(id);
}

function* targetsAfter(matching: readonly MatchingProvider[], after: Position | null): Generator<AvailableTarget> {
  for (const [index, { provider, models }] of matching.entries()) {
    if (after !== null && index < after.provider) continue;
    for (const { model, endpoints } of models) {
      const isInProvider = after !== null && index === after.provider;
      const order = isInProvider ? compare(model.name, after.model) : 1;
      if (order < 0) continue;
      for (const endpoint of endpoints) {
        const isPast = order > 0 || after === null || compare(nameKey(endpoint.name), nameKey(after.endpoint)) > 0;
        if (isPast) yield { id: `${model.id}:${endpoint.id}`, provider, model, endpoint };
      }
    }
  }
}

/** As Postgres sorts the names: by their bytes. */
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
