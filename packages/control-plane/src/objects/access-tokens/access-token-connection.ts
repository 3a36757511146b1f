import { connectionOf } from '../../kernel/graphql/connection';
import { AccessToken } from './access-token';

export const AccessTokenConnection = connectionOf(AccessToken, 'AccessToken', 'access tokens');
