import type { Credential, PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { RowsByKind } from '../../objects/kind/kind';
import type { ConfiguredObject } from './configuration';
import type { NameIndex } from './name-index';
import type { PlannedChange } from './plan-changes';
import type { Problems } from '../../kernel/rules/problems';

/** An object's path in the caller's input, such as `['providers', 0, 'models', 1]`. */
export type Place = readonly (string | number)[];

/** Everything needed to carry out a plan. */
export interface PlanInput {
  readonly change: ChangeInProgress;
  /** The present rows. */
  readonly rows: RowsByKind;
  readonly placeOf: (object: ConfiguredObject) => Place;
  /** The credentials that were sent, by endpoint. */
  readonly credentials: ReadonlyMap<ConfiguredObject, Credential>;
  /** Endpoints that refer to a credential that was not sent. */
  readonly unresolved: ReadonlySet<ConfiguredObject>;
  /** Whether to refuse an unresolved reference if the endpoint has no credential to keep. */
  readonly requiresSecrets: boolean;
  readonly sealingKey: SealingKey;
  readonly privateEndpoints: PrivateEndpoints;
}

export interface PlanContext extends PlanInput {
  readonly names: NameIndex;
  readonly problems: Problems;
}

/** Adds a problem whose path is relative to the object of a change. */
export function refuse(
  { placeOf, problems }: PlanContext,
  { desired }: PlannedChange,
  { path, message, reason }: FieldProblem,
): void {
  const place = desired === null ? [] : placeOf(desired);
  problems.add({ path: [...place, path].filter((part) => part !== '').join('.'), message, reason });
}
