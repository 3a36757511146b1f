import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry of the routing table and the last revision that changed it. Rows are kept: they say what to publish next. */
@Entity({ name: 'dirty_entry' })
export class DirtyEntryEntity {
  @PrimaryColumn({ type: 'text' })
  key: string;

  @Column({ type: 'integer' })
  revision: number;
}
