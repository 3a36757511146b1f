import { connectionOf } from '../graphql/connection';
import { Change } from './change';

export const ChangeConnection = connectionOf(Change, 'Change', 'changes');
