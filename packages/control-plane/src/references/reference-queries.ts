import type { DataSource } from 'typeorm';
import { keysetPage, type KeysetOrder, type Page } from '../database/keyset-page';
import type { PageArgs } from '../graphql/page-args';
import { describeReferences } from './describe-references';
import type { Reference } from './reference';
import { ReferenceEntity } from './reference-entity';

/** By kind, the oldest using object first. */
export const REFERENCE_ORDER: KeysetOrder<ReferenceEntity> = {
  columns: [
    { column: 'reference.kind', type: 'text', of: ({ kind }) => kind },
    { column: 'reference.objectId', type: 'uuid', of: ({ objectId }) => objectId },
    { column: 'reference.role', type: 'text', of: ({ role }) => role },
  ],
  direction: 'ASC',
};

export class ReferenceQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** What uses an object. */
  async usersOf(usedId: string, args: PageArgs): Promise<Page<Reference>> {
    const { manager } = this.dataSource;
    const query = manager
      .createQueryBuilder(ReferenceEntity, 'reference')
      .where('reference.usedId = :usedId', { usedId });
    const page = await keysetPage(query, REFERENCE_ORDER, args);
    const nodes = await describeReferences(manager, page.nodes);
    const edges = nodes.map((node, index) => ({ cursor: page.edges[index]?.cursor ?? '', node }));
    return { ...page, nodes, edges };
  }
}
