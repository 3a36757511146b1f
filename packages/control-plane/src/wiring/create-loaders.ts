import type { DataSource } from 'typeorm';
import { Loaders } from '../objects/loaders/loaders';
import { MODULES } from './modules';

const NODES = MODULES.flatMap(({ nodes = [] }) => nodes);

/** The loaders of one request. */
export function createLoaders({ manager }: DataSource): Loaders {
  return new Loaders(manager, NODES);
}
