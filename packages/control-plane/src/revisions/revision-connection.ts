import { connectionOf } from '../graphql/connection';
import { Revision } from './revision';

export const RevisionConnection = connectionOf(Revision, 'Revision', 'revisions');
