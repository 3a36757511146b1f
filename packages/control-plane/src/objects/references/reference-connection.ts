import { connectionOf } from '../../kernel/graphql/connection';
import { Reference } from '../../kernel/reference';

export const ReferenceConnection = connectionOf(Reference, 'Reference', 'references');
