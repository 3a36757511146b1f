import { type NounModule, resolver } from '../../kernel/noun-module';
import { DataPlaneSubscription } from './data-plane-subscription';
import { RevisionSubscription } from './revision-subscription';
import { TrafficSubscription } from './traffic-subscription';

export const subscriptionModule: NounModule<unknown> = {
  resolvers: [
    resolver(DataPlaneSubscription, () => []),
    resolver(RevisionSubscription, () => []),
    resolver(TrafficSubscription, () => []),
  ],
};
