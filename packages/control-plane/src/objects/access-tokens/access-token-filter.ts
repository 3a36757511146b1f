import { Field, InputType } from 'type-graphql';
import { KeyState } from '../secrets/key-state';
import { Role } from '../../kernel/caller/role';

@InputType({ description: 'Filters access tokens.' })
export class AccessTokenFilter {
  @Field(() => [Role], { nullable: true, description: 'Those with one of these roles.' })
  roles?: Role[] | null;

  @Field(() => [KeyState], { nullable: true, description: 'Those in one of these states.' })
  states?: KeyState[] | null;

  @Field(() => String, { nullable: true, description: 'Those whose name contains this, ignoring case.' })
  search?: string | null;
}
