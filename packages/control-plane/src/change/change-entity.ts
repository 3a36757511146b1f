import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../kernel/object-kind';
import type { ChangeAction, FieldDifference, ObjectImage } from './change';
import { differencesBetween } from './differences';
import type { ImageReferences, ImageValue } from './image-content';
import { upgradeImage } from './upgrade-image';

/** What a revision did to one object. */
@Entity({ name: 'change' })
export class ChangeEntity {
  @PrimaryColumn({ type: 'integer' })
  revision: number;

  @PrimaryColumn({ name: 'object_id', type: 'uuid' })
  objectId: string;

  @Column({ type: 'text' })
  kind: ObjectKind;

  @Column({ type: 'text' })
  action: ChangeAction;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', array: true })
  path: string[];

  /** The format of the two images, so that a later release can read what an earlier one has written. */
  @Column({ name: 'format_version', type: 'integer' })
  formatVersion: number;

  @Column({ name: 'before', type: 'jsonb', nullable: true })
  beforeValue: ImageValue | null;

  @Column({ name: 'after', type: 'jsonb', nullable: true })
  afterValue: ImageValue | null;

  /** The ids of what the image of after names; null where there is none. They are for the history's own use. */
  @Column({ name: 'after_references', type: 'jsonb', nullable: true })
  afterReferences: ImageReferences | null;

  /** The revision that had made the object what it was before; null where it was made. */
  @Column({ name: 'before_revision', type: 'integer', nullable: true })
  beforeRevision: number | null;

  get id(): string {
    return `${this.beforeRevision ?? 0}:${this.revision}:${this.objectId}`;
  }

  get before(): ObjectImage | null {
    return this.#image(this.beforeValue, this.beforeRevision);
  }

  get after(): ObjectImage | null {
    return this.#image(this.afterValue, this.revision);
  }

  get differences(): FieldDifference[] {
    return differencesBetween(this.before?.value, this.after?.value);
  }

  #image(value: ImageValue | null, revision: number | null): ObjectImage | null {
    if (value === null || revision === null) return null;
    const { kind, objectId, formatVersion } = this;
    const upgraded = upgradeImage(kind, formatVersion, { value, references: {} });
    return { id: `${objectId}@${revision}`, kind, objectId, revision, formatVersion, value: { ...upgraded.value } };
  }
}
