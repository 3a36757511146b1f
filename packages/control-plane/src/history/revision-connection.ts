import { connectionOf } from '../kernel/graphql/connection';
import { Revision } from './revision';

export const RevisionConnection = connectionOf(Revision, 'Revision', 'revisions');
