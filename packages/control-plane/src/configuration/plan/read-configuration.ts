import type { EntityManager } from 'typeorm';
import type { Image } from '../../change/change-in-progress';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { Kind, Rows, RowsByKind } from '../../objects/kind/kind';
import { KindRows } from '../../objects/kind/kind-rows';
import { isConfiguredKind, KINDS } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';

/**
 * The present configuration, read by a constant number of statements. Call it within a change or on a snapshot
 * (`inSnapshot`); otherwise a commit between two statements makes it inconsistent.
 */
export async function readConfiguration(manager: EntityManager): Promise<Configuration> {
  return { objects: objectsOf(await readRows(manager)) };
}

/** The rows of all kinds, by eight statements whatever the number of rows. */
export async function readRows(manager: EntityManager): Promise<KindRows> {
  const rows = new KindRows();
  for (const kind of KINDS) rows.set(kind, byId(await readAll(manager, kind)));
  return rows;
}

/** The objects that the rows represent. */
export function objectsOf(rows: RowsByKind): ConfiguredObject[] {
  return KINDS.flatMap((kind) => [...imagesOf(kind, rows)].map(([id, image]) => objectOf(id, image)));
}

/** The images of the rows of one kind, by their ids. */
export function imagesOf(kind: Kind, rows: RowsByKind): ReadonlyMap<string, Image> {
  return new Map([...rows.of(kind)].map(([id, row]) => [id, kind.imageOf(row, rows)]));
}

async function readAll<E extends ConfigurationEntity>(manager: EntityManager, kind: Kind<E>): Promise<E[]> {
  return kind.readAll === undefined ? manager.find(kind.entity) : kind.readAll(manager);
}

function byId<E extends ConfigurationEntity>(rows: readonly E[]): Rows<E> {
  const sorted = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return new Map(sorted.map((row) => [row.id, row]));
}

function objectOf(id: string, { kind, path, value, references }: Image): ConfiguredObject {
  if (!isConfiguredKind(kind)) throw new Error(`${kind} is not a configured kind`);
  return { kind, id, path, value, references };
}
