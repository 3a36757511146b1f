import type { BodyKind, ConsumerEntry, Environment } from '@switchyard/contract';
import type { CompiledOperation } from '../path/compile-operations';
import { isForm } from '../model/form-scan';
import { matchOperation, type OperationMatch } from '../path/match-operation';
import { withoutBaseUrlSlashes } from '../path/base-url-slash';
import { ambiguityOutsideModel } from '../path/path-ambiguity';
import { type AiApisByBasePath, checkRequestPath, findByBasePath } from '../path/request-path';
import { refuseAdmission } from './admission';
import { type ListedModels, resolveModelList } from './model-list';
import { type Refusal, refusal } from './refusal';
import type { RoutablePolicy } from '../policy/routable-policy';
import type { OperationReach } from './operation-reach';
import { type DefaultRoute, type PolicyRoute, resolveRoute, resolveUnrouted } from './resolve-route';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The gateway's decision about a request. The gateway serves with it and the control plane explains it, so only this
 * file defines its order:
 *
 * 1. `addressRequest`: may the path be passed on at all, and which AI API is at it? The gateway then authenticates the
 * consumer.
 * 2. `admitRequest`: may the consumer call that AI API? Is the request for the model list, for an operation that the
 * profile routes, or for another one? Would every upstream read the path the same way? If the operation is not routed,
 * may it go to the default endpoint? For a routed operation the gateway then reads the body and finds the model.
 * 3. `routeRequest`: which policy or default endpoint takes the model, and which of the policy's targets can take the
 * operation? `orderTargets` then orders these.
 *
 * Each step needs the result of the step before it, so no caller can skip one or change the order. All are pure.
 */

/** What a caller knows about an AI API, in addition to what requests are decided from. */
export interface Routable {
  readonly routable: RoutableAiApi;
}

/** A request whose path may be passed on. */
export interface AddressedRequest<T extends Routable> {
  readonly kind: 'addressed';
  readonly method: string;
  /** The AI API at the path; null if there is none. */
  readonly found: T | null;
  /** The path below the base path, without a leading slash. */
  readonly path: string;
  /** Includes the `?`; empty if there is none. */
  readonly query: string;
  /** Whether the path contains what only a model's name may contain. */
  readonly isAmbiguous: boolean;
}

/** A refused path, with its AI API if known, for the format of the answer. */
export interface RefusedAddress<T extends Routable> extends Refusal<'invalid_path'> {
  readonly found: T | null;
}

/**
 * The first step.
 *
 * @param byBasePath the AI APIs by base paths such as `/support/chat`
 * @param rawTarget the request target, such as `/support/chat/chat/completions?x=1`
 */
export function addressRequest<T extends Routable>(
  byBasePath: AiApisByBasePath<T>,
  method: string,
  rawTarget: string,
): AddressedRequest<T> | RefusedAddress<T> {
  const target = rawTarget.includes('//') ? withoutBaseUrlSlashes(byBasePath, rawTarget) : rawTarget;
  const checked = checkRequestPath(target);
  const match = findByBasePath(byBasePath, checked.ok ? checked.path : target);
  const found = match?.found ?? null;
  if (!checked.ok) return { ...refusal('invalid_path', checked.problem), found };
  // A vendor that honours TRACE would send the credential back (RFC 9110, section 9.3.8).
  if (method === 'TRACE') return { ...refusal('invalid_path', 'The TRACE method is not supported.'), found };
  const { query, isAmbiguous } = checked;
  return { kind: 'addressed', method, found, path: match?.rest ?? '', query, isAmbiguous };
}

/** A request for a routed operation. Its model decides where it goes. */
export interface AdmittedOperation<T extends Routable> {
  readonly kind: 'routed';
  readonly aiApi: T;
  readonly environment: Environment;
  readonly operation: OperationMatch;
}

/** A request for any other operation, which goes to the default endpoint unchanged. */
export interface UnroutedOperation<T extends Routable> {
  readonly kind: 'unrouted';
  readonly aiApi: T;
  readonly route: DefaultRoute;
}

/** A request for the model list, which the gateway answers. */
export interface ModelListRequest<T extends Routable> {
  readonly kind: 'model-list';
  readonly aiApi: T;
  readonly models: ListedModels;
}

export type AdmittedRequest<T extends Routable> = AdmittedOperation<T> | UnroutedOperation<T> | ModelListRequest<T>;

/**
 * The second step. Admission is decided first, so a consumer without access learns nothing about operations.
 *
 * @param consumer the authenticated consumer; null to skip the access check, which only explanations do
 * @param environment the consumer key's
 */
export function admitRequest<T extends Routable>(
  { found, method, path, isAmbiguous }: AddressedRequest<T>,
  consumer: ConsumerEntry | null,
  environment: Environment,
): AdmittedRequest<T> | Refusal {
  const denied = consumer === null ? null : refuseAdmission(consumer, found?.routable.entry.id ?? null);
  if (denied !== null) return refusal(denied);
  if (found === null) return refusal('ai_api_not_found');

  const { routable } = found;
  const models = resolveModelList(routable, environment, method, path);
  if (models !== null) return models.kind === 'refused' ? models : { kind: 'model-list', aiApi: found, models };

  const operation = matchOperation(routable.operations, method, path);
  const ambiguity = isAmbiguous ? ambiguityOutsideModel(path, operation?.modelSegment ?? null) : null;
  if (ambiguity !== null) return refusal('invalid_path', ambiguity);
  if (operation !== null) return { kind: 'routed', aiApi: found, environment, operation };

  const route = resolveUnrouted(routable, environment);
  return route.kind === 'refused' ? route : { kind: 'unrouted', aiApi: found, route };
}

/** A policy with the targets that can take the operation. */
export interface ReachedPolicyRoute extends PolicyRoute {
  /** How targets of other providers than the first take the operation; null if there are none. */
  readonly reach: OperationReach | null;
}

/** None of the policy's targets in rotation can take the operation. */
export interface UnsupportedOperation extends Refusal<'operation_not_supported'> {
  readonly policy: RoutablePolicy;
}

export type Route = ReachedPolicyRoute | DefaultRoute | UnsupportedOperation | Refusal<UnroutableCode>;
type UnroutableCode = 'model_not_found' | 'environment_not_configured';

/**
 * The third step.
 *
 * @param model the model named in the request; null if it names none
 * @param contentType the request's; null if it has none, or it is not known: then the body is of the kind that the
 *   operation takes
 */
export function routeRequest<T extends Routable>(
  { aiApi: { routable }, environment, operation: { operation } }: AdmittedOperation<T>,
  model: string | null,
  contentType: string | null = null,
): Route {
  const route = resolveRoute(routable, environment, model, operation.isPinned);
  if (route.kind !== 'policy') return route;
  if (routable.reaches === null) return { kind: 'policy', policy: route.policy, reach: null };
  const reach = routable.reaches.of(operation, bodyKindOf(operation, contentType));
  const policy = reach.restrict(route.policy);
  const isSupported = policy.targets.length > 0 || route.policy.targets.length === 0;
  return isSupported ? { kind: 'policy', policy, reach } : { ...refusal('operation_not_supported'), policy };
}

function bodyKindOf({ bodyKind }: CompiledOperation, contentType: string | null): BodyKind {
  return bodyKind ?? (contentType !== null && isForm(contentType) ? 'FORM' : 'JSON');
}
