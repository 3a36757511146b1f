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

  /** The newest compiler that has published the database: see `compilerState`. */
  @Column({ name: 'compiler_version', type: 'integer' })
  compilerVersion: number;

  /** Whether the next publisher must recompile the table, although its compiler is not newer. */
  @Column({ name: 'recompile_requested', type: 'boolean' })
  recompileRequested: boolean;

  /** The dirty entries of all later revisions are present; those of earlier ones may have been deleted. */
  @Column({ name: 'dirty_since', type: 'integer' })
  dirtySince: number;
}
