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
 * Everything that manifests, plans, roll backs and the history need to know about the objects of one table. Each noun
 * describes its own; `objects/kinds.ts` lists them.
 *
 * Members are methods, whose parameters TypeScript compares bivariantly, so that a list can hold kinds of different
 * entities. `RowsByKind` and `PlannedRowsByKind` give each kind rows of its own entity only.
 */
export interface Kind<E extends ConfigurationEntity = ConfigurationEntity, K extends ObjectKind = ObjectKind> {
  /** What the history and plans call its objects: one kind, but three for policies. */
  readonly objectKinds: readonly K[];
  /** What messages call an object, such as `AI API`. */
  readonly label: string;
  readonly entity: new () => E;
  /** The kinds of the objects that the leading names of a path stand for. An object is deleted with each of them. */
  readonly owners: readonly ObjectKind[];
  /** Whether a roll back restores its objects. */
  readonly isRolledBack: boolean;
  /** Whether case counts in its objects' own names, as in the vendors' names of models; never in those of owners. */
  readonly isCaseSensitive: boolean;
  /** Whether an object that others use cannot be deleted. */
  readonly refusesDeletionInUse: boolean;
  readonly manifest: ManifestList<unknown, K>;

  /** The names that lead to an object, its own last. */
  pathOf(value: ImageValue, objectKind: K): string[];
  /** @param rows those of the kinds that it refers to */
  imageOf(row: E, rows: RowsByKind): Image;
  /** The row that a plan asks for; null if it breaks a rule that leaves no row to make. */
  rowOf(draft: RowDraft<E, K>): E | null;
  /** Marks the entries of the routing table that change with these rows. */
  touchEntries(change: ChangeInProgress, rows: readonly E[]): Promise<void>;

  /** An image whose references are spelled as the names that they mean; only for kinds with references of their own. */
  spell?(value: ImageValue, names: Names): ImageValue;
  /** For objects without names: whether `candidate` continues as `desired`. Other objects are matched by path. */
  isContinued?(desired: ImageValue, candidate: ImageValue): boolean;
  /** All rows, by a constant number of statements; those of the table if absent. */
  readAll?(manager: EntityManager): Promise<E[]>;
  /** Inserts and overwrites rows, by a constant number of statements in slices; in the table if absent. */
  write?(manager: EntityManager, created: readonly E[], updated: readonly E[]): Promise<void>;
  /** Deletes what belongs to the rows and is not configured itself. */
  beforeDelete?(change: ChangeInProgress, rows: readonly E[]): Promise<void>;
  /** Checks a desired object that the plan may leave unchanged. */
  checkAny?(draft: RowDraft<E, K>): void;
  /** Checks the rules that concern several objects of the kind. */
  checkTogether?(planned: PlannedRows<E>): void;
  /** Updates rows of other kinds that depend on these. */
  updateDependents?(planned: PlannedRows<E>, all: PlannedRowsByKind, change: ChangeInProgress): void;
  /** How references call the objects of these ids; only for kinds whose objects use others. */
  referrerNames?(manager: EntityManager, ids: readonly string[]): Promise<readonly ReferrerName[]>;
}

/** The names of a configuration, which are found without regard to case. */
export interface Names {
  /** The name of the object at a path, as it is spelled; the given name if there is no such object. */
  nameOf(objectKind: ObjectKind, ...path: string[]): string;
  /** The image of the object at a path. */
  imageOf(objectKind: ObjectKind, ...path: string[]): ImageValue | undefined;
}

export interface ReferrerName {
  readonly id: string;
  readonly path: readonly string[];
  readonly name: string;
}

/** The rows of one kind by their ids, the oldest first. */
export type Rows<E> = ReadonlyMap<string, E>;

export interface RowsByKind {
  of<E extends ConfigurationEntity>(kind: Kind<E>): Rows<E>;
  /** @throws Error if there is no such row */
  get<E extends ConfigurationEntity>(kind: Kind<E>, id: string): E;
}

/** An object that a plan names, on its way to a row. */
export interface RowDraft<E extends ConfigurationEntity, K extends ObjectKind = ObjectKind> {
  readonly change: ChangeInProgress;
  readonly objectKind: K;
  readonly id: string;
  /** The names that will lead to the object. */
  readonly path: readonly string[];
  /** The image that the object is to have, not yet checked. */
  readonly value: ImageValue;
  /** The present row; undefined if the object is new. */
  readonly old: E | undefined;
  /** The rows of the kinds that precede this one in the registry, as they will be. */
  readonly rows: RowsByKind;
  readonly secrets: DraftSecrets;
  readonly privateEndpoints: PrivateEndpoints;
  /** A copy of the present row with the change's stamp, or a new row with nothing but its identity. */
  newRow(): E;
  /**
   * Checks the value, or another input, against rules.
   *
   * @param relocate moves problems of another input to where the caller wrote the value
   * @returns null if it breaks a rule
   */
  check<T>(rules: z.ZodType<T>, input?: unknown, relocate?: (problem: FieldProblem) => FieldProblem): T | null;
  /** Adds a problem; its path is relative to the object. */
  refuse(problem: FieldProblem): void;
  /** The id of what a member names; empty, with a problem, if it names nothing. */
  idOf(member: string, objectKind: ObjectKind, ...path: string[]): string;
}

/** What a plan knows about the credential of one object. */
export interface DraftSecrets {
  readonly sealingKey: SealingKey;
  /** The credential that was sent for the object. */
  readonly credential: Credential | undefined;
  /** Whether the object refers to a credential that was not sent. */
  readonly isUnresolved: boolean;
  /** Whether an unresolved reference is refused if the object has no credential to keep. */
  readonly mustResolve: boolean;
}

/** What a plan does to the rows of one kind. */
export interface PlannedRows<E> {
  readonly created: readonly E[];
  readonly updated: readonly E[];
  readonly deleted: readonly E[];
  /** All rows of the kind as they will be. */
  readonly after: Rows<E>;
  /** Whether the plan creates or updates the row. */
  isPlanned(row: E): boolean;
  /** Adds a problem at a planned row; a row that the plan leaves alone is not at fault. */
  refuse(row: E, problem: FieldProblem): void;
  /** Writes a row that the plan does not name; the history does not record it. */
  updateUnrecorded(row: E): void;
}

export interface PlannedRowsByKind {
  of<E extends ConfigurationEntity>(kind: Kind<E>): PlannedRows<E>;
}
