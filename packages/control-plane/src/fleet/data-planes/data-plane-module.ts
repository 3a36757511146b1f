import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../../objects/object-parts';
import type { PublicationState } from '../../publication/publisher';
import { ControlPlaneQueries } from './control-plane-queries';
import { ControlPlaneResolver } from './control-plane-resolver';
import type { DataPlaneReader } from './data-plane-reader';
import { DataPlaneResolver } from './data-plane-resolver';

export interface DataPlaneParts extends ObjectParts {
  readonly publication: () => PublicationState;
  readonly storageProblem: () => string | null;
  readonly dataPlanes: DataPlaneReader;
  /** ISO 4217: that of all prices and costs. */
  readonly currency: string;
}

export const dataPlaneModule: NounModule<DataPlaneParts> = {
  resolvers: [
    resolver(DataPlaneResolver, ({ dataPlanes }) => [dataPlanes]),
    resolver(ControlPlaneResolver, ({ dataSource, publication, storageProblem, dataPlanes, currency }) => [
      new ControlPlaneQueries(dataSource, publication, storageProblem, dataPlanes, currency),
    ]),
  ],
};
