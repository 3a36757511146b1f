import { type EntryKind, entryKey } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { ConfigurationEntity } from '../kernel/database/configuration-entity';
import type { ChangeWarning } from '../kernel/graphql/change-warning';
import type { ObjectKind } from '../kernel/object-kind';
import type { ChangeAction } from './change';
import type { ImageReferences, ImageValue } from './image-content';

/** An object as it appears in the history. `value` has the shape of a manifest: names for ids, and no credential. */
export interface Image {
  readonly kind: ObjectKind;
  /** The names that lead to the object, its own last. */
  readonly path: readonly string[];
  readonly value: ImageValue;
  readonly references: ImageReferences;
}

export interface RecordedChange {
  readonly action: ChangeAction;
  readonly objectId: string;
  readonly before: Image | null;
  readonly after: Image | null;
  readonly beforeRevision: number | null;
}

/** One change on its way to a revision: what a service works with while it holds the lock of the revision row. */
export class ChangeInProgress {
  readonly recorded: RecordedChange[] = [];
  readonly dirtyKeys = new Set<string>();
  /** What the recorded objects do not show. */
  readonly warnings: ChangeWarning[] = [];

  constructor(
    /** Works in the change's transaction. */
    readonly manager: EntityManager,
    /** The number of the revision that this becomes, if it changes anything. */
    readonly revision: number,
    readonly now: Date,
  ) {}

  /** What a new object begins with. */
  newObject(): Pick<ConfigurationEntity, 'id' | 'version' | 'createdAt' | 'updatedAt'> {
    return { id: uuidv7(), version: this.revision, createdAt: this.now, updatedAt: this.now };
  }

  /** What a changed object is stamped with. */
  stamp(): Pick<ConfigurationEntity, 'version' | 'updatedAt'> {
    return { version: this.revision, updatedAt: this.now };
  }

  created(object: ConfigurationEntity, after: Image): void {
    this.recorded.push({ action: 'CREATE', objectId: object.id, before: null, after, beforeRevision: null });
  }

  /** @param beforeRevision the version that the object had until now */
  updated(object: ConfigurationEntity, beforeRevision: number, before: Image, after: Image): void {
    this.recorded.push({ action: 'UPDATE', objectId: object.id, before, after, beforeRevision });
  }

  deleted(object: ConfigurationEntity, before: Image): void {
    this.recorded.push({ action: 'DELETE', objectId: object.id, before, after: null, beforeRevision: object.version });
  }

  /** Notes an entry of the routing table that the change touches, so that the publisher ships it. */
  touch(kind: EntryKind, id: string): void {
    this.dirtyKeys.add(entryKey(kind, id));
  }
}
