import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../../kernel/object-kind';
import type { ReferenceRole } from '../../kernel/reference';

/** That one object uses another: a row of a view over everything that can refer to something deletable. */
@Entity({ name: 'reference' })
export class ReferenceEntity {
  /** The object that is used. */
  @PrimaryColumn({ name: 'used_id', type: 'uuid' })
  usedId: string;

  /** The object that uses it. */
  @PrimaryColumn({ name: 'object_id', type: 'uuid' })
  objectId: string;

  @PrimaryColumn({ type: 'text' })
  role: ReferenceRole;

  @Column({ type: 'text' })
  kind: ObjectKind;
}
