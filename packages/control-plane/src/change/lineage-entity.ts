import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The single row with the lineage and the latest revision of the database. Its lock serialises changes. */
@Entity({ name: 'lineage' })
export class LineageEntity {
  @PrimaryColumn({ type: 'boolean' })
  singleton: true;

  @Column({ name: 'id', type: 'uuid' })
  lineage: string;

  @Column({ type: 'integer' })
  revision: number;
}
