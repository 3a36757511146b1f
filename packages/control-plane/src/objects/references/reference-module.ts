import type { NounModule } from '../../kernel/noun-module';
import { ReferenceEntity } from './reference-entity';
import { ReferrerEntity } from './referrer-entity';

export const referenceModule: NounModule<unknown> = { entities: [ReferenceEntity, ReferrerEntity] };
