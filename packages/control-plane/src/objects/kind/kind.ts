import type { Credential, PrivateEndpoints, SealingKey } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ChangeInProgress, Image } from '../../change/change-in-progress';
import type { ImageValue } from '../../change/image-content';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { ObjectKind } from '../../kernel/object-kind';
import type { ManifestList } from './manifest-list';

/**
 * Everything that manifests, plans, rollbacks and the history need to know about the objects of one table. Each noun's
 * module lists its own; `objects/kinds.ts` has them all.
 *
 * Members are methods, whose parameters TypeScript compares bivariantly, so that a list can hold kinds of different
 * entities. `RowsByKind` and `PlannedRowsByKind` give each kind rows of its own entity only.
 */
export interface Kind<E extends ConfigurationEntity = ConfigurationEntity, K extends ObjectKind = ObjectKind> {
  /** The object kinds in the history and in plans: one, but three for policies. */
  readonly objectKinds: readonly K[];
  /** What messages call an object, such as `AI API`. */
  readonly label: string;
  readonly entity: new () => E;
  /** The kinds of the objects named by the leading parts of a path. An object is deleted with each of them. */
  readonly owners: readonly ObjectKind[];
  /** Whether a rollback restores its objects. */
  readonly isRolledBack: boolean;
  /** Whether its objects' own names are case-sensitive, as vendors' model names are; owners' names never are. */
  readonly isCaseSensitive: boolean;
  /** Whether an object that others use cannot be deleted. */
  readonly refusesDeletionInUse: boolean;
  readonly manifest: ManifestList<unknown, K>;

  /** The path of names to an object, its own last. */
  pathOf(value: ImageValue, objectKind: K): string[];
  /** @param rows the rows of the kinds that it refers to */
  imageOf(row: E, rows: RowsByKind): Image;
  /** The row that a plan describes; null if it is too invalid to become a row. */
  rowOf(draft: RowDraft<E, K>): E | null;
  /**
   * Marks the routing table entries that depend on these rows.
   *
   * @param rows the rows that the change creates, updates or deletes
   * @param present all rows of the kind before the change
   * @param after all rows of the kind after the change
   */
  touchEntries(change: ChangeInProgress, rows: readonly E[], present: Rows<E>, after: Rows<E>): void;

  /** An image with its references in the referenced objects' own spelling; only for kinds with references. */
  spell?(value: ImageValue, names: Names): ImageValue;
  /** A desired image with the members that a manifest may omit to keep the present ones; only for kinds that have such. */
  completed?(desired: ImageValue, present: ImageValue | undefined): ImageValue;
  /**
   * For objects that their paths do not identify: what makes a present one continue as a desired one, the surest first.
   * Other objects are matched by path.
   */
  readonly continuations?: readonly ((desired: ImageValue, present: ImageValue) => boolean)[];
  /** Reads all rows, by a constant number of statements; if absent, those of the table. */
  readAll?(manager: EntityManager): Promise<E[]>;
  /** Inserts and overwrites rows in slices, by a constant number of statements each; if absent, in the table. */
  write?(manager: EntityManager, created: readonly E[], updated: readonly E[]): Promise<void>;
  /** Deletes what belongs to the rows and is not configured itself. */
  beforeDelete?(change: ChangeInProgress, rows: readonly E[]): Promise<void>;
  /** Checks a desired object that the plan may leave unchanged. */
  checkAny?(draft: RowDraft<E, K>): void;
  /** Checks the rules that concern several objects: of the kind, or of those that precede it in the registry. */
  checkTogether?(planned: PlannedRows<E>, all: PlannedRowsByKind): void;
  /** Updates rows of other kinds that depend on these. */
  updateDependents?(planned: PlannedRows<E>, all: PlannedRowsByKind, change: ChangeInProgress): void;
}

/** The names of a configuration, looked up ignoring case. */
export interface Names {
  /** The name of the object at a path in its own spelling; the given name if there is no such object. */
  nameOf(objectKind: ObjectKind, ...path: string[]): string;
  /** The image of the object at a path. */
  imageOf(objectKind: ObjectKind, ...path: string[]): ImageValue | undefined;
}

/** The rows of one kind by their ids, the oldest first. */
export type Rows<E> = ReadonlyMap<string, E>;

export interface RowsByKind {
  of<E extends ConfigurationEntity>(kind: Kind<E>): Rows<E>;
  /** @throws Error if there is no such row */
  get<E extends ConfigurationEntity>(kind: Kind<E>, id: string): E;
}

/** A planned object that is not yet a row. */
export interface RowDraft<E extends ConfigurationEntity, K extends ObjectKind = ObjectKind> {
  readonly change: ChangeInProgress;
  readonly objectKind: K;
  readonly id: string;
  /** The path of names to the object after the change. */
  readonly path: readonly string[];
  /** The desired image, not yet checked. */
  readonly value: ImageValue;
  /** The present row; undefined if the object is new. */
  readonly old: E | undefined;
  /** The rows after the change of the kinds that precede this one in the registry. */
  readonly rows: RowsByKind;
  readonly secrets: DraftSecrets;
  readonly privateEndpoints: PrivateEndpoints;
  /** A copy of the present row with the new version and time, or a new row with only its identity. */
  newRow(): E;
  /**
   * Validates the value, or another input, against rules.
   *
   * @param relocate maps problems of another input to where the caller wrote the value
   * @returns null if it is invalid
   */
  check<T>(rules: z.ZodType<T>, input?: unknown, relocate?: (problem: FieldProblem) => FieldProblem): T | null;
  /** Adds a problem; its path is relative to the object. */
  refuse(problem: FieldProblem): void;
  /** The id that an object has after the change; undefined if there is none of that path. */
  find(objectKind: ObjectKind, ...path: string[]): string | undefined;
  /** The id of the object that a member names; if there is none, adds a problem and returns an empty string. */
  idOf(member: string, objectKind: ObjectKind, ...path: string[]): string;
}

/** What a plan knows about the credential of one object. */
export interface DraftSecrets {
  readonly sealingKey: SealingKey;
  /** The credential that was sent for the object. */
  readonly credential: Credential | undefined;
  /** Whether the object refers to a credential that was not sent. */
  readonly isUnresolved: boolean;
  /** Whether to refuse an unresolved reference if the object has no credential to keep. */
  readonly mustResolve: boolean;
}

/** What a plan does to the rows of one kind. */
export interface PlannedRows<E> {
  readonly created: readonly E[];
  readonly updated: readonly E[];
  readonly deleted: readonly E[];
  /** All rows of the kind after the change. */
  readonly after: Rows<E>;
  /** Whether the plan creates or updates the row. */
  isPlanned(row: E): boolean;
  /** Adds a problem at a planned row; does nothing for a row that the plan does not change. */
  refuse(row: E, problem: FieldProblem): void;
  /** Writes a row that is not in the plan; the history does not record it. */
  updateUnrecorded(row: E): void;
}

export interface PlannedRowsByKind {
  of<E extends ConfigurationEntity>(kind: Kind<E>): PlannedRows<E>;
}
