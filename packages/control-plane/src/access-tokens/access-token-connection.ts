import { connectionOf } from '../graphql/connection';
import { AccessToken } from './access-token';

export const AccessTokenConnection = connectionOf(AccessToken, 'AccessToken', 'access tokens');
