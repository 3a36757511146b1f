import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry of the routing table, and the last revision that touched it. Kept for good: it says what to ship next. */
@Entity({ name: 'dirty_entry' })
export class DirtyEntryEntity {
  @PrimaryColumn({ type: 'text' })
  key: string;

  @Column({ type: 'integer' })
  revision: number;
}
