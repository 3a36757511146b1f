import type { Environment } from '@switchyard/contract';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { describeLabels, Label, LABELS_DESCRIPTION } from '../labels/label';
import { Requires } from '../../kernel/graphql/requires';
import type { Page } from '../../kernel/graphql/connection';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import type { RequestContext } from '../loaders/request-context';
import { AccessGrant, AccessGrantConnection } from './access-grant';
import { Consumer, ConsumerConnection } from './consumer';
import type { ConsumerEntity } from './consumer-entity';
import { ConsumerFilter } from './consumer-filter';
import { ConsumerKey, ConsumerKeyConnection } from './consumer-key';
import { KeyState } from '../secrets/key-state';
import type { ConsumerQueries } from './consumer-queries';
import type { ConsumerService } from './consumer-service';
import { CreateConsumerInput, CreateConsumerPayload } from './create-consumer';
import { DeleteConsumerInput, DeleteConsumerPayload } from './delete-consumer';
import { UpdateConsumerInput, UpdateConsumerPayload } from './update-consumer';

@Resolver(() => Consumer)
export class ConsumerResolver {
  constructor(
    private readonly service: ConsumerService,
    private readonly queries: ConsumerQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => Consumer, {
    nullable: true,
    description: 'One consumer by id or by name (give exactly one); null if there is none.',
  })
  consumer(
    @Arg('id', () => ID, { nullable: true, description: "The consumer's id." }) id: string | null,
    @Arg('name', () => String, { nullable: true, description: "The consumer's name, ignoring case." })
    name: string | null,
  ): Promise<Consumer | null> {
    return this.queries.find(id, name);
  }

  @Requires('VIEWER')
  @Query(() => ConsumerConnection, { description: 'All consumers.' })
  consumers(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => ConsumerFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: ConsumerFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<Consumer>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateConsumerPayload, { nullable: true, description: 'Creates a consumer.' })
  createConsumer(
    @Arg('input', () => CreateConsumerInput, { description: 'The consumer to create.' })
    input: CreateConsumerInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateConsumerPayload> {
    return this.service.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateConsumerPayload, { nullable: true, description: 'Changes a consumer.' })
  updateConsumer(
    @Arg('input', () => UpdateConsumerInput, { description: 'What to change.' })
    input: UpdateConsumerInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateConsumerPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DeleteConsumerPayload, {
    nullable: true,
    description: 'Deletes a consumer and its access grants, and revokes its keys.',
  })
  deleteConsumer(
    @Arg('input', () => DeleteConsumerInput, { description: 'The consumer to delete.' })
    input: DeleteConsumerInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DeleteConsumerPayload> {
    return this.service.delete(caller, input);
  }

  @FieldResolver(() => [Label], { description: LABELS_DESCRIPTION })
  labels(@Root() { labels }: ConsumerEntity): Label[] {
    return describeLabels(labels);
  }

  @FieldResolver(() => ConsumerKeyConnection, {
    description: 'Its keys, newest first. At most 100 can be active.',
  })
  consumerKeys(
    @Root() consumer: ConsumerEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('states', () => [KeyState], {
      nullable: true,
      description: 'Only those in one of these states; all by default.',
    })
    states: KeyState[] | null,
    @Arg('environment', () => EnvironmentEnum, {
      nullable: true,
      description: 'Only those of this environment; both environments by default.',
    })
    environment: Environment | null,
  ): Promise<Page<ConsumerKey>> {
    return this.queries.keysOf(consumer.id, page, { states, environment });
  }

  @FieldResolver(() => AccessGrantConnection, { description: 'The AI APIs that it may call.' })
  accessGrants(@Root() consumer: ConsumerEntity, @Args(() => PageArgs) page: PageArgs): Promise<Page<AccessGrant>> {
    return this.queries.grantsOf(consumer.id, page);
  }
}
