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
    description:
      'One revision by number, by default the latest committed one, even if the system made it; null if there is none.',
  })
  revision(
    @Arg('number', () => Int, { nullable: true, description: "The revision's number." }) number: number | null,
  ): Promise<Revision | null> {
    return this.queries.find(number);
  }

  @Requires('VIEWER')
  @Query(() => RevisionConnection, {
    description: 'The revisions, newest first; without those that the system made, unless asked for.',
  })
  revisions(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => RevisionFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: RevisionFilter | null,
    @Arg('includeSystem', () => Boolean, {
      nullable: true,
      description:
        'Whether to include the revisions that the system made: `EXPIRE_KEYS`, which removes expired consumer keys from the routing table, and `RECOMPILE`, which compiles the table anew after an upgrade. They change no object.',
      defaultValue: false,
    })
    includeSystem: boolean | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<Page<Revision>> {
    return this.queries.list(page, filter, includeSystem ?? false, hiddenKinds(caller.role));
  }

  @Requires('VIEWER')
  @Query(() => RevisionComparison, {
    description: 'The differences between two revisions, whatever happened in between.',
  })
  compareRevisions(
    @Arg('from', () => Int, { description: 'The revision to compare from.' }) from: number,
    @Arg('to', () => Int, { description: 'The revision to compare to.' }) to: number,
  ): Promise<RevisionComparison> {
    return this.queries.compare({ from, to });
  }

  @FieldResolver(() => ChangeConnection, {
    description: 'Its changes, by kind and path. Changes of access tokens are shown to ADMIN only.',
  })
  changes(
    @Root() revision: RevisionEntity,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('kinds', () => [ObjectKind], {
      nullable: true,
      description: 'Only changes of objects of these kinds; all by default.',
    })
    kinds: ObjectKind[] | null,
    @Arg('objectIds', () => [ID], { nullable: true, description: 'Only changes of these objects; all by default.' })
    objectIds: string[] | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<Page<Change>> {
    return this.queries.changes(revision.number, page, { kinds, objectIds }, hiddenKinds(caller.role));
  }
}

@Resolver(() => ObjectImage)
export class ObjectImageResolver {
  @FieldResolver(() => String, { description: 'The object as text, for a side-by-side view.' })
  document(
    @Root() { value }: ObjectImage,
    @Arg('format', () => ManifestFormat, {
      nullable: true,
      description: 'The format of the text.',
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
    description: 'The differences, by kind and path. Changes of access tokens are shown to ADMIN only.',
  })
  changes(
    @Root() { from, to }: RevisionComparison,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('kinds', () => [ObjectKind], {
      nullable: true,
      description: 'Only changes of objects of these kinds; all by default.',
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
  @FieldResolver(() => Node, { nullable: true, description: 'The object as it is now; null if it was deleted.' })
  object(@Root() { objectId }: Change, @Ctx() { loaders }: RequestContext): Promise<Node | null> {
    return nodeById(loaders).load(objectId);
  }
}

/** The fields of every configuration object. */
@Resolver(() => ConfigurationObject)
export class ConfigurationObjectResolver {
  @FieldResolver(() => Revision, {
    nullable: true,
    description: 'The revision that last changed it; null if the history no longer contains it.',
  })
  lastRevision(@Root() object: ConfigurationEntity, @Ctx() { loaders }: RequestContext): Promise<Revision | null> {
    return revisionByNumber(loaders).load(object.version);
  }
}
