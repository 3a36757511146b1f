import { resolver } from '../../kernel/noun-module';
import type { KindsIn } from '../../kernel/object-kind';
import { consumerQueries } from '../consumers/consumer-queries';
import type { Noun } from '../noun';
import { referenceQueries } from '../references/reference-queries';
import { AiApiEntity } from './ai-api-entity';
import { aiApiKind } from './ai-api-kind';
import { findAiApis } from './ai-api-loaders';
import { AiApiQueries } from './ai-api-queries';
import { AiApiResolver } from './ai-api-resolver';
import { AiApiService } from './ai-api-service';

const kinds = { AI_API: 'An AI API.' } as const;
declare module '../../kernel/object-kind' {
  interface ObjectKinds extends KindsIn<typeof kinds> {}
}

export const aiApiModule: Noun<'AI_API'> = {
  kinds,
  configured: [aiApiKind],
  entities: [AiApiEntity],
  nodes: [findAiApis],
  resolvers: [
    resolver(AiApiResolver, (parts) => [
      new AiApiService(parts.corridor),
      new AiApiQueries(parts.dataSource),
      consumerQueries(parts),
      referenceQueries(parts),
    ]),
  ],
};
