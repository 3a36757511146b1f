import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../kernel/graphql/requires';
import type { ConfigurationEntity } from '../kernel/database/configuration-entity';
import type { Page } from '../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../kernel/graphql/node';
import { ObjectKind } from '../kernel/object-kind';
import { PageArgs } from '../kernel/graphql/page-args';
import { revisionByNumber } from './revision-by-number';
import { nodeById } from '../objects/loaders/node-by-id';
import type { RequestContext } from '../objects/loaders/request-context';
import { ManifestFormat } from '../kernel/text/manifest-format';
import { writeText } from '../kernel/text/write-text';
import { Change, ChangeConnection, ObjectImage } from '../change/change';
import { hiddenKinds } from './hidden-kinds';
import { Revision, RevisionConnection } from './revision';
import { RevisionComparison } from './revision-comparison';
import type { RevisionEntity } from '../change/revision-entity';
import { RevisionFilter } from './revision-filter';
import type { RevisionQueries } from './revision-queries';

@Resolver(() => Revision)
export class RevisionResolver {
  constructor(private readonly queries: RevisionQueries) {}

  @Requires('VIEWER')
  @Query(() => Revision, {
    nullable: true,
    description: 'One revision by number, the latest committed one unless given; null where there is none.',
  })
  revision(
    @Arg('number', () => Int, { nullable: true, description: "The revision's number." }) number: number | null,
  ): Promise<Revision | null> {
    return this.queries.find(number);
  }

  @Requires('VIEWER')
  @Query(() => RevisionConnection, { description: 'The revisions of this lineage, the newest first.' })
  revisions(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => RevisionFilter, { nullable: true, description: 'Which to return; all unless given.' })
    filter: RevisionFilter | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<Page<Revision>> {
    return this.queries.list(page, filter, hiddenKinds(caller.role));
  }

  @Requires('VIEWER')
  @Query(() => RevisionComparison, {
    description: 'What differs between two revisions, whatever happened in between.',
  })
  compareRevisions(
    @Arg('from', () => Int, { description: 'The revision to start from.' }) from: number,
    @Arg('to', () => Int, { description: 'The revision to arrive at.' }) to: number,
  ): Promise<RevisionComparison> {
    return this.queries.compare({ from, to });
  }

  @FieldResolver(() => ChangeConnection, {
    description: 'What it changed, by kind and path; changes of access tokens are shown to ADMIN only.',
  })
  changes(
    @Root() revision: RevisionEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('kinds', () => [ObjectKind], {
      nullable: true,
      description: 'Those of objects of these kinds; all unless given.',
    })
    kinds: ObjectKind[] | null,
    @Arg('objectIds', () => [ID], { nullable: true, description: 'Those of these objects; all unless given.' })
    objectIds: string[] | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<Page<Change>> {
    return this.queries.changes(revision.number, page, { kinds, objectIds }, hiddenKinds(caller.role));
  }
}

@Resolver(() => ObjectImage)
export class ObjectImageResolver {
  @FieldResolver(() => String, { description: 'The same as text, to be shown side by side.' })
  document(
    @Root() { value }: ObjectImage,
    @Arg('format', () => ManifestFormat, {
      nullable: true,
      description: 'How to write it.',
      defaultValue: ManifestFormat.YAML,
    })
    format: ManifestFormat | null,
  ): string {
    return writeText(value, format ?? ManifestFormat.YAML);
  }
}

@Resolver(() => RevisionComparison)
export class RevisionComparisonResolver {
  constructor(private readonly queries: RevisionQueries) {}

  @FieldResolver(() => ChangeConnection, {
    description: 'What differs, by kind and path; changes of access tokens are shown to ADMIN only.',
  })
  changes(
    @Root() { from, to }: RevisionComparison,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('kinds', () => [ObjectKind], {
      nullable: true,
      description: 'Those of objects of these kinds; all unless given.',
    })
    kinds: ObjectKind[] | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<Page<Change>> {
    const compared = { from: from.number, to: to.number };
    return this.queries.differences(compared, page, kinds, hiddenKinds(caller.role));
  }
}

@Resolver(() => Change)
export class ChangeResolver {
  @FieldResolver(() => Node, { nullable: true, description: 'The object as it is now; null where it is no more.' })
  object(@Root() { objectId }: Change, @Ctx() { loaders }: RequestContext): Promise<Node | null> {
    return nodeById(loaders).load(objectId);
  }
}

/** What every configuration object has. */
@Resolver(() => ConfigurationObject)
export class ConfigurationObjectResolver {
  @FieldResolver(() => Revision, {
    nullable: true,
    description: 'The revision that last changed it; null where history no longer reaches back so far.',
  })
  lastRevision(@Root() object: ConfigurationEntity, @Ctx() { loaders }: RequestContext): Promise<Revision | null> {
    return revisionByNumber(loaders).load(object.version);
  }
}
