import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../kernel/object-kind';
import type { ChangeAction, FieldDifference, ObjectImage } from './change';
import { imageDifferences } from './image-differences';
import { checkImageFormat, type ImageReferences, type ImageValue } from './image-content';

/** A revision's change of one object. */
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

  /** The format of both images. */
  @Column({ name: 'format_version', type: 'integer' })
  formatVersion: number;

  @Column({ name: 'before', type: 'jsonb', nullable: true })
  beforeValue: ImageValue | null;

  @Column({ name: 'after', type: 'jsonb', nullable: true })
  afterValue: ImageValue | null;

  /** The ids of the objects that the image after the change names; null if there is no such image. */
  @Column({ name: 'after_references', type: 'jsonb', nullable: true })
  afterReferences: ImageReferences | null;

  /** The revision of the object's previous version; null if this one created it. */
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
    return imageDifferences(this.kind, this.before?.value, this.after?.value);
  }

  #image(value: ImageValue | null, revision: number | null): ObjectImage | null {
    if (value === null || revision === null) return null;
    const { kind, objectId, formatVersion } = this;
    checkImageFormat(formatVersion);
    return { id: `${objectId}@${revision}`, kind, objectId, revision, formatVersion, value: { ...value } };
  }
}
