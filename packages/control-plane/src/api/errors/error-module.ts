import { ErrorExtensions } from '../../kernel/errors/error-extensions';
import type { NounModule } from '../../kernel/noun-module';

/** No field returns `extensions`; the schema shows its shape. */
export const errorModule: NounModule<unknown> = { orphanedTypes: [ErrorExtensions] };
