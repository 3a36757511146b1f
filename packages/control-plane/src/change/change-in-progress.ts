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
  /** The path of names to the object, its own last. */
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

/** A change that is not yet committed: what a service works with while it holds the lineage lock. */
export class ChangeInProgress {
  readonly recorded: RecordedChange[] = [];
  readonly dirtyKeys = new Set<string>();
  /** Warnings that the recorded objects do not show. */
  readonly warnings: ChangeWarning[] = [];

  constructor(
    /** Runs in the change's transaction. */
    readonly manager: EntityManager,
    /** The number of the revision that the change creates, if it changes anything. */
    readonly revision: number,
    readonly now: Date,
  ) {}

  /** The identity of a new object. */
  newObject(): Pick<ConfigurationEntity, 'id' | 'version' | 'createdAt' | 'updatedAt'> {
    return { id: uuidv7(), version: this.revision, createdAt: this.now, updatedAt: this.now };
  }

  /** The new version and time of a changed object. */
  stamp(): Pick<ConfigurationEntity, 'version' | 'updatedAt'> {
    return { version: this.revision, updatedAt: this.now };
  }

  created(object: ConfigurationEntity, after: Image): void {
    this.recorded.push({ action: 'CREATE', objectId: object.id, before: null, after, beforeRevision: null });
  }

  /** @param beforeRevision the previous version of the object */
  updated(object: ConfigurationEntity, beforeRevision: number, before: Image, after: Image): void {
    this.recorded.push({ action: 'UPDATE', objectId: object.id, before, after, beforeRevision });
  }

  deleted(object: ConfigurationEntity, before: Image): void {
    this.recorded.push({ action: 'DELETE', objectId: object.id, before, after: null, beforeRevision: object.version });
  }

  /** Marks an entry of the routing table as changed, so that the publisher sends it. */
  touch(kind: EntryKind, id: string): void {
    this.dirtyKeys.add(entryKey(kind, id));
  }

  /** The same for entries whose keys are known. */
  touchKeys(keys: Iterable<string>): void {
    for (const key of keys) this.dirtyKeys.add(key);
  }
}
