import type { KeysetOrder } from '../kernel/database/keyset-page';
import type { ChangeEntity } from '../change/change-entity';

export const BY_KIND_AND_PATH: KeysetOrder<ChangeEntity> = {
  columns: [
    { column: 'change.kind', type: 'text', of: ({ kind }) => kind },
    { column: 'change.path', type: 'text[]', of: ({ path }) => path },
    { column: 'change.objectId', type: 'uuid', of: ({ objectId }) => objectId },
  ],
  direction: 'ASC',
};
