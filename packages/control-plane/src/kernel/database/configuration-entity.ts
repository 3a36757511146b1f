import { Column, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../object-kind';

/** What the row of every configuration object has. */
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

  /** What it is, for who holds objects of several kinds. */
  abstract get objectKind(): ObjectKind;
}
