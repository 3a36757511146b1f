import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A lineage that the database has left, or that the routing table had before it was rewritten from this database. */
@Entity({ name: 'left_lineage' })
export class LeftLineageEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'left_at', type: 'timestamptz' })
  leftAt: Date;
}
