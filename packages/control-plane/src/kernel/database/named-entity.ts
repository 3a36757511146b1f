import { Column } from 'typeorm';
import { ConfigurationEntity } from './configuration-entity';

/** The row of an object whose name is unique without regard to case. */
export abstract class NamedEntity extends ConfigurationEntity {
  /** As it was written. */
  @Column({ type: 'text' })
  name: string;

  /** What `nameKey` makes of the name. Postgres generates it; conditions and orders use it, and no query selects it. */
  @Column({ name: 'name_key', type: 'text', insert: false, update: false, select: false })
  readonly nameKey?: string;
}
