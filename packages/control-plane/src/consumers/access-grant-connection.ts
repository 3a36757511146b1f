import { connectionOf } from '../graphql/connection';
import { AccessGrant } from './access-grant';

export const AccessGrantConnection = connectionOf(AccessGrant, 'AccessGrant', 'access grants');
