import { Column } from 'typeorm';
import { ConfigurationEntity } from './configuration-entity';

/** What `nameKey` makes of a name. Postgres generates it; conditions and orders use it, and no query selects it. */
export const NAME_KEY_COLUMN = { name: 'name_key', type: 'text', insert: false, update: false, select: false } as const;

/** The row of an object whose name is unique ignoring case. */
export abstract class NamedEntity extends ConfigurationEntity {
  /** As it was written. */
  @Column({ type: 'text' })
  name: string;

  @Column(NAME_KEY_COLUMN)
  readonly nameKey?: string;
}
