import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { AuditEventKind } from './audit-event';

@InputType({ description: 'Filters audit events.' })
export class AuditEventFilter {
  @Field(() => [AuditEventKind], { nullable: true, description: 'Those of these kinds.' })
  kinds?: AuditEventKind[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those by these actors.' })
  actorIds?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those at or after this time.' })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those before this time.' })
  until?: Date | null;
}
