import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row that says which history the database has and how far it has come. Locking it puts changes in order. */
@Entity({ name: 'lineage' })
export class LineageEntity {
  @PrimaryColumn({ type: 'boolean' })
  singleton: true;

  @Column({ name: 'id', type: 'uuid' })
  lineage: string;

  @Column({ type: 'integer' })
  revision: number;
}
