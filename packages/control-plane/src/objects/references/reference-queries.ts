import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { type ChildList, ChildPages } from '../../kernel/database/child-pages';
import type { KeysetOrder } from '../../kernel/database/keyset-page';
import { memoized } from '../../kernel/memoized';
import type { ObjectParts } from '../object-parts';
import { type Page, withNodes } from '../../kernel/graphql/connection';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { describeReferences } from './describe-references';
import type { Reference } from '../../kernel/reference';
import { ReferenceEntity } from './reference-entity';

/** By kind, the oldest referring object first. */
export const REFERENCE_ORDER: KeysetOrder<ReferenceEntity> = {
  columns: [
    { column: 'reference.kind', type: 'text', of: ({ kind }) => kind },
    { column: 'reference.objectId', type: 'uuid', of: ({ objectId }) => objectId },
    { column: 'reference.role', type: 'text', of: ({ role }) => role },
  ],
  direction: 'ASC',
};

/** The pages of many objects requested at once cost as many statements as one page. */
export class ReferenceQueries {
  readonly #pages: ChildPages<ReferenceEntity, string, null>;
  readonly #described: DataLoader<ReferenceEntity, Reference>;

  constructor(dataSource: DataSource) {
    this.#pages = new ChildPages(referenceList(dataSource));
    this.#described = new DataLoader((references) => describeReferences(dataSource.manager, references), {
      cache: false,
    });
  }

  /** What uses an object. */
  async usersOf(usedId: string, args: PageArgs): Promise<Page<Reference>> {
    const page = await this.#pages.load(usedId, args, null);
    const nodes = await Promise.all(page.nodes.map((reference) => this.#described.load(reference)));
    return withNodes(page, nodes);
  }
}

/** One per program, so that pages requested by several types at once are read together. */
export const referenceQueries = memoized(({ dataSource }: ObjectParts) => new ReferenceQueries(dataSource));

function referenceList(dataSource: DataSource): ChildList<ReferenceEntity, string, null> {
  return {
    query: (usedIds) =>
      dataSource.manager
        .createQueryBuilder(ReferenceEntity, 'reference')
        .where('reference.usedId = ANY(:usedIds)', { usedIds }),
    parentColumn: 'reference.usedId',
    parentOf: ({ usedId }) => usedId,
    keyColumns: ['reference.usedId', 'reference.objectId', 'reference.role'],
    order: REFERENCE_ORDER,
  };
}
