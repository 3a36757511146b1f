import type { Credential, PrivateEndpoints, SealingKey } from '@switchyard/contract';
import { endpointKind } from '../../objects/endpoints/endpoint-kind';
import type { LabelSelector } from '../../objects/labels/label-selector';
import type { RowsByKind } from '../../objects/kind/kind';
import { movesCredential } from '../../objects/endpoints/moves-credential';
import { badInput, conflict } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { Caller } from '../../kernel/caller/caller';
import { allows } from '../../kernel/caller/role';
import { carryOutPlan } from './carry-out-plan';
import type { Configuration, ConfiguredObject } from './configuration';
import { describePlan, type PlanInProgress } from './describe-plan';
import { findRenames, type Renames } from './find-renames';
import { type ChangesPlanned, type CredentialOutcome, planChanges } from './plan-changes';
import type { Place } from './plan-context';
import { objectsOf, readRows } from './read-configuration';
import { mayDelete, unselected } from './selection';
import { unresolvedCredentials } from './unresolved-credentials';

const CHANGES_FOR_READERS_MAX = 20_000;

/**
 * How many changes a caller's plan may have. A plan holds the lock that changes wait for, at most ten seconds, so callers
 * who may only read must not hold it longer.
 */
export function plannedChangesMax({ role }: Pick<Caller, 'role'>): number {
  return allows(role, 'EDITOR') ? Infinity : CHANGES_FOR_READERS_MAX;
}

/** A desired configuration, and how to reach it. */
export interface ProposedConfiguration {
  readonly desired: Configuration;
  /** Whether a present object that is not desired is deleted. */
  readonly removes: (object: ConfiguredObject) => boolean;
  /** Of the present objects, only those that it matches are deleted, and all desired ones have to match it. */
  readonly labelSelector?: LabelSelector | null | undefined;
  /** What desired objects were called before: see `findRenames`. */
  readonly previousNames?: ReadonlyMap<ConfiguredObject, string>;
  /** The credentials that were sent, by the desired endpoints that they are for. */
  readonly credentials?: ReadonlyMap<ConfiguredObject, Credential>;
  /** The desired endpoints that refer to a credential that was not sent. */
  readonly unresolved?: ReadonlySet<ConfiguredObject>;
  /** Whether to refuse such an endpoint if it has no credential to keep. */
  readonly requiresSecrets?: boolean;
  /** Whether a credential that would move to another origin with its endpoint is removed; refused if absent. */
  readonly movedCredentials?: 'REFUSED' | 'REMOVED';
  /** An object's path in the caller's input, for the paths of problems; its own path if absent. */
  readonly placeOf?: (object: ConfiguredObject) => Place;
  /** What the caller's input says of an object, before defaults; absent if the input does not describe objects. */
  readonly givenOf?: (object: ConfiguredObject) => unknown;
  /** The id of the reviewed plan. */
  readonly expectedPlanId?: string | null | undefined;
  /** How many changes the plan may have; unlimited if absent. */
  readonly changesMax?: number;
}

/** Changes the configuration to a desired one; used by manifests and rollbacks. */
export class ConfigurationChanger {
  constructor(
    private readonly sealingKey: SealingKey,
    private readonly privateEndpoints: PrivateEndpoints,
  ) {}

  /**
   * Plans the changes from the present to the desired configuration, and carries the plan out.
   *
   * @throws DomainError BAD_USER_INPUT; CONFLICT, with reason PLAN_CHANGED if the plan differs from the reviewed one
   */
  async change(change: ChangeInProgress, proposed: ProposedConfiguration): Promise<PlanInProgress> {
    const rows = await readRows(change.manager);
    const present = { objects: objectsOf(rows) };
    const renames = findRenames(present, proposed.desired, proposed.previousNames ?? new Map());
    refuseProblems(renames.problems, proposed);
    const { labelSelector = null } = proposed;
    const planned = await planChanges({
      present,
      desired: proposed.desired,
      renamed: renames.after,
      removes: (object) => proposed.removes(object) && (labelSelector === null || mayDelete(labelSelector, object)),
      credentialOf: (desired, old) => this.#credentialOf(proposed, rows, desired, old),
    });
    if (labelSelector !== null) refuseProblems(unselected(planned, labelSelector), proposed);
    refuseTooMany(planned, proposed.changesMax ?? Infinity);
    const unresolved = proposed.unresolved ?? new Set();
    change.warnings.push(...unresolvedCredentials(planned, unresolved));
    const plan = describePlan(planned, change.revision - 1, proposed.givenOf);
    refuseOtherPlan(plan, proposed.expectedPlanId);
    await carryOutPlan(
      {
        change,
        rows,
        credentials: proposed.credentials ?? new Map(),
        unresolved,
        requiresSecrets: proposed.requiresSecrets ?? false,
        placeOf: proposed.placeOf ?? (({ path }) => [path.join(' / ')]),
        sealingKey: this.sealingKey,
        privateEndpoints: this.privateEndpoints,
      },
      planned,
    );
    return plan;
  }

  #credentialOf(
    { credentials, movedCredentials = 'REFUSED' }: ProposedConfiguration,
    rows: RowsByKind,
    desired: ConfiguredObject,
    present: ConfiguredObject | null,
  ): CredentialOutcome {
    const row = rows.of(endpointKind).get(present?.id ?? '');
    const anew = credentials?.get(desired);
    if (anew !== undefined) {
      if (row === undefined || row.sealedCredential === null) return 'SET';
      return this.sealingKey.fingerprint(anew, row.id) === row.credentialFingerprint ? 'KEPT' : 'CHANGED';
    }
    const url: unknown = Reflect.get(desired.value, 'url');
    const moves = row !== undefined && typeof url === 'string' && URL.canParse(url) && movesCredential(row, url);
    return moves && movedCredentials === 'REMOVED' ? 'REMOVED' : 'KEPT';
  }
}

function refuseProblems(problems: Renames['problems'], { placeOf }: ProposedConfiguration): void {
  if (problems.length === 0) return;
  const fields = problems.map(({ object, path, message, reason }) => {
    return { path: [...(placeOf?.(object) ?? object.path), path].join('.'), message, reason };
  });
  throw badInput(fields);
}

function refuseTooMany({ changes }: ChangesPlanned, most: number): void {
  const count = changes.filter(({ action }) => action !== 'UNCHANGED').length;
  if (count <= most) return;
  const message =
    `would change ${count} objects, and callers with the role VIEWER may plan at most ${most} changes: plan part of ` +
    'it, or ask an EDITOR for a dry run';
  throw badInput([{ path: '', message, reason: 'WRONG_COUNT' }]);
}

function refuseOtherPlan(plan: PlanInProgress, expected: string | null | undefined): void {
  if (expected === null || expected === undefined || expected === plan.id) return;
  const message = 'The plan has changed since it was reviewed: review it again and send its new id.';
  throw conflict('PLAN_CHANGED', message, { planId: plan.id });
}
