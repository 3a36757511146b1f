import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An entry of the routing table and the last revision that changed it: what to publish next. Rows of published revisions
 * may be deleted, up to the lineage's `dirtySince`.
 */
@Entity({ name: 'dirty_entry' })
export class DirtyEntryEntity {
  @PrimaryColumn({ type: 'text' })
  key: string;

  @Column({ type: 'integer' })
  revision: number;
}
