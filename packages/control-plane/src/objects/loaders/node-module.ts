import { type NounModule, resolver } from '../../kernel/noun-module';
import { NodeResolver } from './node-resolver';

export const nodeModule: NounModule<unknown> = { resolvers: [resolver(NodeResolver, () => [])] };
