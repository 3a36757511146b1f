import type { PrivateEndpoints } from '@switchyard/contract';
import type { z } from 'zod';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ImageValue } from '../../change/image-content';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { ObjectKind } from '../../kernel/object-kind';
import { checkInput } from '../../kernel/rules/check-input';
import type { DraftSecrets, Kind, RowDraft, RowsByKind } from '../../objects/kind/kind';
import { isConfiguredKind, kindOf } from '../../objects/kinds';
import type { ConfiguredObject } from './configuration';
import type { PlannedChange } from './plan-changes';
import { type PlanContext, refuse } from './plan-context';
import { Problems } from '../../kernel/rules/problems';

/** The desired object of a planned change, as its kind sees it. */
export class PlanDraft<E extends ConfigurationEntity> implements RowDraft<E> {
  readonly change: ChangeInProgress;
  readonly objectKind: ObjectKind;
  readonly id: string;
  readonly path: readonly string[];
  readonly old: E | undefined;
  readonly secrets: DraftSecrets;
  readonly privateEndpoints: PrivateEndpoints;

  constructor(
    private readonly context: PlanContext,
    private readonly kind: Kind<E>,
    private readonly planned: PlannedChange,
    desired: ConfiguredObject,
    readonly value: ImageValue,
    readonly rows: RowsByKind,
  ) {
    this.change = context.change;
    this.objectKind = planned.kind;
    this.id = context.names.idOf(planned);
    this.path = planned.path;
    this.old = context.rows.of(kind).get(this.id);
    this.privateEndpoints = context.privateEndpoints;
    this.secrets = {
      sealingKey: context.sealingKey,
      credential: context.credentials.get(desired),
      isUnresolved: context.unresolved.has(desired),
      mustResolve: context.requiresSecrets,
    };
  }

  newRow(): E {
    const { id, old, change } = this;
    return Object.assign(
      new this.kind.entity(),
      old,
      old === undefined ? { ...change.newObject(), id } : change.stamp(),
    );
  }

  check<T>(
    rules: z.ZodType<T>,
    input: unknown = this.value,
    relocate: (problem: FieldProblem) => FieldProblem = (problem) => problem,
  ): T | null {
    const found = new Problems();
    const checked = found.gather(() => checkInput(rules, input));
    for (const problem of found.all) this.refuse(relocate(problem));
    return checked;
  }

  refuse(problem: FieldProblem): void {
    refuse(this.context, this.planned, problem);
  }

  idOf(member: string, objectKind: ObjectKind, ...path: string[]): string {
    const id = this.find(objectKind, ...path);
    if (id !== undefined) return id;
    this.refuse({ path: member, message: missing(objectKind, path), reason: 'NOT_FOUND' });
    return '';
  }

  find(objectKind: ObjectKind, ...path: string[]): string | undefined {
    return this.context.names.find(objectKind, ...path);
  }
}

/** Such as `"openai" has no model "gpt-4o"`, or `no provider is named "openai"`. */
function missing(objectKind: ObjectKind, path: readonly string[]): string {
  const [name = '', owner] = path.toReversed();
  const label = isConfiguredKind(objectKind) ? kindOf(objectKind).label : 'object';
  return owner === undefined
    ? `no ${label} is named ${JSON.stringify(name)}`
    : `${JSON.stringify(owner)} has no ${label} ${JSON.stringify(name)}`;
}
