import { Column, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../object-kind';

/** The columns that every configuration object has. */
export abstract class ConfigurationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** The revision that last changed it. */
  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  /** Its kind, for code that handles objects of several kinds. */
  abstract get objectKind(): ObjectKind;
}
