import type { EntryValue } from '@switchyard/contract';
import type { ObjectKind } from '../kernel/object-kind';

/** An entry that exists. */
export interface LiveEntry {
  readonly key: string;
  readonly value: EntryValue;
}

/** The object that an entry describes, as operators call it. */
export interface EntryObject {
  readonly kind: ObjectKind;
  readonly what: string;
  readonly id: string;
  /** Null if the entry does not have it. */
  readonly name: string | null;
}

/** An entry that exists, but that could not be compiled: what the database has of it is not what this build expects. */
export interface UncompiledEntry {
  readonly key: string;
  readonly error: unknown;
  readonly object: EntryObject;
  /** An AI API's; null for any other object. */
  readonly basePath: string | null;
}
