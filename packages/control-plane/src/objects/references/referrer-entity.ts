import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an object is called that uses others: a row of a view over all of them. */
@Entity({ name: 'referrer' })
export class ReferrerEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** For a policy what it is called, for an access grant the consumer's name. */
  @Column({ type: 'text' })
  name: string;

  /** The path of names to it. */
  @Column({ type: 'text', array: true })
  path: string[];
}
