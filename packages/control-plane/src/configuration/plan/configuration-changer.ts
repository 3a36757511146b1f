import type { Credential, PrivateEndpoints, SealingKey } from '@switchyard/contract';
import { endpointKind } from '../../objects/endpoints/endpoint-kind';
import type { RowsByKind } from '../../objects/kind/kind';
import { movesCredential } from '../../objects/endpoints/moves-credential';
import { badInput, conflict } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { Caller } from '../../kernel/caller/caller';
import { allows } from '../../kernel/caller/role';
import { carryOutPlan } from './carry-out-plan';
import type { Configuration, ConfiguredObject } from './configuration';
import { describePlan, type PlanInProgress } from './describe-plan';
import { type ChangesPlanned, type CredentialOutcome, planChanges } from './plan-changes';
import type { Place } from './plan-context';
import { objectsOf, readRows } from './read-configuration';
import { unresolvedCredentials } from './unresolved-credentials';

const CHANGES_FOR_READERS_MAX = 20_000;

/**
 * How many changes a plan may have that is made for a caller: while it is made nothing else can be changed, and a change
 * waits for ten seconds at most, so who may only read must not keep it longer.
 */
export function plannedChangesMax({ role }: Pick<Caller, 'role'>): number {
  return allows(role, 'EDITOR') ? Infinity : CHANGES_FOR_READERS_MAX;
}

/** A configuration that is asked for. */
export interface ProposedConfiguration {
  readonly desired: Configuration;
  /** Whether a present object is deleted that is not among the desired ones. */
  readonly removes: (object: ConfiguredObject) => boolean;
  /** Credentials that are given anew, by the endpoint among the desired objects that each is for. */
  readonly credentials?: ReadonlyMap<ConfiguredObject, Credential>;
  /** The endpoints among the desired objects that refer to a credential that was not sent along. */
  readonly unresolved?: ReadonlySet<ConfiguredObject>;
  /** Whether such an endpoint is refused where it has no credential to keep. */
  readonly requiresSecrets?: boolean;
  /**
   * What becomes of a credential that is kept by an endpoint whose URL moves to another origin: the change is refused,
   * unless it is to be removed.
   */
  readonly movedCredentials?: 'REFUSED' | 'REMOVED';
  /** Where an object stands in what the caller wrote, for the paths of problems; by its path unless given. */
  readonly placeOf?: (object: ConfiguredObject) => Place;
  /** The plan that was reviewed. */
  readonly expectedPlanId?: string | null | undefined;
  /** More changes are refused; any number may be made unless given. */
  readonly changesMax?: number;
}

/** Makes the configuration what is asked for, within a change: manifests and roll backs come through here. */
export class ConfigurationChanger {
  constructor(
    private readonly sealingKey: SealingKey,
    private readonly privateEndpoints: PrivateEndpoints,
  ) {}

  /**
   * Plans what is asked for against the configuration as it is, and carries it out.
   *
   * @throws DomainError BAD_USER_INPUT; CONFLICT, also with reason PLAN_CHANGED where another plan was reviewed
   */
  async change(change: ChangeInProgress, proposed: ProposedConfiguration): Promise<PlanInProgress> {
    const rows = await readRows(change.manager);
    const present = { objects: objectsOf(rows) };
    const planned = planChanges({
      present,
      desired: proposed.desired,
      removes: proposed.removes,
      credentialOf: (desired, old) => this.#credentialOf(proposed, rows, desired, old),
    });
    refuseTooMany(planned, proposed.changesMax ?? Infinity);
    const unresolved = proposed.unresolved ?? new Set();
    change.warnings.push(...unresolvedCredentials(planned, unresolved));
    const plan = describePlan(planned, change.revision - 1);
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

function refuseTooMany({ changes }: ChangesPlanned, most: number): void {
  const count = changes.filter(({ action }) => action !== 'UNCHANGED').length;
  if (count <= most) return;
  const message =
    `would change ${count} objects, and only plans of up to ${most} are made for who may only read: ask for a part of ` +
    'it, or have somebody who may change it ask for a dry run';
  throw badInput([{ path: '', message, reason: 'WRONG_COUNT' }]);
}

function refuseOtherPlan(plan: PlanInProgress, expected: string | null | undefined): void {
  if (expected === null || expected === undefined || expected === plan.id) return;
  const message = 'The plan is not the one that was reviewed: review it as it is now, and give its id.';
  throw conflict('PLAN_CHANGED', message, { planId: plan.id });
}
