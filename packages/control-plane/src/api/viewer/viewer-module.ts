import { type NounModule, resolver } from '../../kernel/noun-module';
import { ViewerResolver } from './viewer-resolver';

export const viewerModule: NounModule<unknown> = { resolvers: [resolver(ViewerResolver, () => [])] };
