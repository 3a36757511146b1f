import { connectionOf } from '../kernel/graphql/connection';
import { Change } from '../change/change';

export const ChangeConnection = connectionOf(Change, 'Change', 'changes');
