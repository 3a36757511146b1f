import type { Environment } from '@switchyard/contract';
import { Field, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'The playground key to issue.' })
export class IssuePlaygroundKeyInput extends ChangeInput {
  @Field(() => EnvironmentEnum, { description: 'The environment that it is for.' })
  environment: Environment;
}

@ObjectType({ description: 'The playground key that was issued.', implements: [ChangePayload] })
export class IssuePlaygroundKeyPayload extends ChangePayload {
  @Field(() => String, { description: 'The key itself; it is not stored and cannot be read again.' })
  secret: string;

  @Field(() => DateTimeScalar, { description: 'When it expires.' })
  expiresAt: Date;
}
