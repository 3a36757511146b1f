import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../object-parts';
import { PlaygroundKeyService } from './playground-key-service';
import { PlaygroundResolver } from './playground-resolver';

export interface PlaygroundParts extends Pick<ObjectParts, 'corridor'> {
  /** Where the playground's data plane is, such as `http://127.0.0.1:8080`; null if the playground is off. */
  readonly playgroundUrl: () => string | null;
}

export const playgroundModule: NounModule<PlaygroundParts> = {
  resolvers: [
    resolver(PlaygroundResolver, ({ corridor, playgroundUrl }) => [
      new PlaygroundKeyService(corridor, playgroundUrl),
      playgroundUrl,
    ]),
  ],
};
