import { Any } from 'typeorm';
import { RevisionEntity } from '../change/revision-entity';
import { oneBy } from '../objects/loaders/loaders';

export const revisionByNumber = oneBy(
  ({ number }: RevisionEntity) => number,
  ({ manager }, numbers) => manager.findBy(RevisionEntity, { number: Any(numbers) }),
);
