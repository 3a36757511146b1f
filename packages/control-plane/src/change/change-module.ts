import type { NounModule } from '../kernel/noun-module';
import { ChangeEntity } from './change-entity';
import { DirtyEntryEntity } from './dirty-entry-entity';
import { LeftLineageEntity } from './left-lineage-entity';
import { LineageEntity } from './lineage-entity';
import { RevisionEntity } from './revision-entity';

export const changeModule: NounModule<unknown> = {
  entities: [ChangeEntity, DirtyEntryEntity, LeftLineageEntity, LineageEntity, RevisionEntity],
};
