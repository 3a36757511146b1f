import { connectionOf } from '../graphql/connection';
import { Reference } from './reference';

export const ReferenceConnection = connectionOf(Reference, 'Reference', 'references');
