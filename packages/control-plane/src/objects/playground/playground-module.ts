import { type NounModule, resolver } from '../../kernel/noun-module';
import type { ObjectParts } from '../object-parts';
import { PlaygroundKeyService } from './playground-key-service';
import { PlaygroundResolver } from './playground-resolver';

export interface PlaygroundParts extends Pick<ObjectParts, 'corridor'> {
  /** Where the playground's data plane is, such as `http://127.0.0.1:8080`; null if the playground is off. */
  readonly playgroundUrl: () => string | null;
  /** Of the administrator token. */
  readonly administratorMark: string;
}

export const playgroundModule: NounModule<PlaygroundParts> = {
  resolvers: [
    resolver(PlaygroundResolver, ({ corridor, playgroundUrl, administratorMark }) => [
      new PlaygroundKeyService(corridor, playgroundUrl, administratorMark),
      playgroundUrl,
    ]),
  ],
};
