import type { NounModule } from '../../kernel/noun-module';
import { ReferenceEntity } from './reference-entity';

export const referenceModule: NounModule<unknown> = { entities: [ReferenceEntity] };
