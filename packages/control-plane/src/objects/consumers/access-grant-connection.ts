import { connectionOf } from '../../kernel/graphql/connection';
import { AccessGrant } from './access-grant';

export const AccessGrantConnection = connectionOf(AccessGrant, 'AccessGrant', 'access grants');
